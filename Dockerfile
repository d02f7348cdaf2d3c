FROM rust:1.95-slim-trixie AS build
WORKDIR /src
COPY . .
RUN cargo build --locked --release -p sanhui

FROM debian:trixie-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/sanhui --create-home --shell /usr/sbin/nologin sanhui
COPY --from=build /src/target/release/sanhui /usr/local/bin/sanhui
USER sanhui
WORKDIR /var/lib/sanhui
ENV SANHUI_LISTEN=0.0.0.0:8080 \
    SANHUI_METRICS_LISTEN=0.0.0.0:9464 \
    SANHUI_DATA_DIR=/var/lib/sanhui
VOLUME /var/lib/sanhui
EXPOSE 8080 9464
STOPSIGNAL SIGTERM
# The image holds no HTTP client, so the shell asks.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["sanhui"]
CMD ["serve"]
