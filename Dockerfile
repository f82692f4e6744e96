# Three stages: what npm brings, what PyPI brings, and a small image that runs as a plain user.
FROM node:20-bookworm-slim AS npm
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.11-slim-bookworm AS python
WORKDIR /build
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0
# Pango sets the text of leaflets.
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 portal
WORKDIR /srv/portal
COPY --from=python /venv /venv
COPY --from=npm /build/node_modules/lucide-static/icons node_modules/lucide-static/icons
COPY --from=npm /build/node_modules/leaflet/dist node_modules/leaflet/dist
COPY --from=npm /build/node_modules/leaflet.markercluster/dist node_modules/leaflet.markercluster/dist
COPY --from=npm /build/node_modules/@fontsource node_modules/@fontsource
COPY --from=npm /build/node_modules/world-atlas/countries-10m.json node_modules/world-atlas/countries-10m.json
COPY manage.py requirements.txt ./
COPY locales locales
COPY docs/glossary.md docs/glossary.md
COPY portal portal
COPY articles articles
COPY services_map services_map
COPY templates templates
COPY static static
# Catalogs are compiled here; the database, uploads and the secret key live under var/, which is a volume.
RUN python manage.py compile_catalogs && rm -rf var && mkdir var && chown -R portal:portal var locales
USER portal
VOLUME /srv/portal/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=300s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz\", timeout=4)"]
CMD ["python", "manage.py", "start"]
