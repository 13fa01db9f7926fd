# Le service HTTP et le formulaire web. Construire : docker build -t indu .   Lancer : voir compose.yaml.
FROM python:3.12-slim-bookworm AS construction
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY arguments arguments
COPY templates templates
COPY examples examples
RUN python -m venv /opt/indu && /opt/indu/bin/pip install --no-cache-dir '.[service]'

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 indu
COPY --from=construction /opt/indu /opt/indu
USER indu
WORKDIR /home/indu
ENV PATH=/opt/indu/bin:$PATH PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
# Hors de cette machine, des clés sont obligatoires : /run/secrets/cles.yaml, ou la variable INDU_CLES.
ENTRYPOINT ["indu", "servir", "--host", "0.0.0.0"]
CMD ["--cles", "/run/secrets/cles.yaml"]
