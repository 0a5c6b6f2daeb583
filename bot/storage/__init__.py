"""What is kept: tables, transactions, one repository an area, the slots that delivery works through."""
