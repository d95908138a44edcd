# docker run --rm -v "$PWD:/work:ro" nginxlint .
# docker run --rm -i nginxlint - < nginx.conf
FROM python:3.13-slim AS build
COPY . /src
RUN python -m venv /opt/nginxlint \
 && /opt/nginxlint/bin/pip install --no-cache-dir --disable-pip-version-check /src \
 && /opt/nginxlint/bin/python -m compileall -q /opt/nginxlint/lib \
 && /opt/nginxlint/bin/pip uninstall --yes --quiet pip

FROM python:3.13-slim
COPY --from=build /opt/nginxlint /opt/nginxlint
RUN useradd --system --no-create-home --uid 10001 nginxlint
USER 10001
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /work
ENTRYPOINT ["/opt/nginxlint/bin/nginxlint"]
CMD ["."]
