"""What somebody who is not us installs: the image, the compose file, the package, the pages of docs/."""
