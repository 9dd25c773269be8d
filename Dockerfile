# The bot in a container: no root, a read-only file system, state in the volume /data.
FROM python:3.11-slim

RUN useradd --create-home --uid 10001 nettrials && mkdir /data && chown nettrials /data
WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY content ./content
COPY index ./index
RUN pip install --no-cache-dir --no-compile -e .

USER nettrials
ENV NETTRIALS_HOME=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
VOLUME /data
HEALTHCHECK --interval=1m --timeout=10s --start-period=5m CMD ["nettrials", "status", "--check"]
CMD ["nettrials", "run"]
