# One company: `docker compose --profile company up -d` (compose.yaml). `scripts/rehearse_image.py` does the same steps
# without a Docker engine, and CI runs it.

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /app
COPY requirements.lock .
RUN /app/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY rituals rituals
COPY migrations migrations
COPY templates templates
RUN /app/bin/pip install --no-deps --no-build-isolation . \
    && /app/bin/pip uninstall --yes pip \
    && /app/bin/python -m compileall -q /app/lib

FROM python:3.12-slim-bookworm
# An init that reaps and passes signals on; and emoji, which people write and a protocol as PDF prints.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-color-emoji tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --create-home letuchka
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/data LETUCHKA_LISTEN=0.0.0.0:8080
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["tini", "--", "letuchka"]
CMD ["run"]
