# Detour, ready to run: its configuration is mounted at /etc/detour, its state at /var/lib/detour. The root file system
# may be read-only; /tmp wants a tmpfs then. See deploy/README.md. It is built from a checkout, not from an unpacked release,
# which has no sources.
#
#   docker build -t detour:1.0.0 --build-arg REVISION=$(git rev-parse HEAD) .
#
# Both bases can be exchanged: the first needs a JDK of at least 17, the second a Java of at least 17 and a shell.
ARG BUILD_BASE=docker.io/library/eclipse-temurin:17-jdk
ARG RUN_BASE=docker.io/library/eclipse-temurin:17-jre

FROM ${BUILD_BASE} AS build
ARG MAVEN_OPTIONS=""
WORKDIR /src
COPY . .
RUN ./mvnw -B -q ${MAVEN_OPTIONS} -Dmaven.test.skip=true package

FROM ${RUN_BASE}
ARG VERSION=1.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Detour" \
      org.opencontainers.image.description="Notices a dark cloud region, is sure, picks a better one, restarts the application and checks that it worked." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /src/detour /src/LICENSE /opt/detour/
COPY --from=build /src/target/detour.jar /opt/detour/target/detour.jar
COPY --from=build /src/target/lib /opt/detour/target/lib
# The archive of loaded classes (.jsa; from Java 25 on the AOT cache, .aot) belongs to this very Java and jar, so it is made
# here; it halves the start.
RUN DETOUR_SAY_COMMAND=1 /opt/detour/detour run \
 && find /opt/detour/target -name 'detour-*.jsa' -o -name 'detour-*.aot' | grep . \
 && mkdir -p /etc/detour /var/lib/detour \
 && chown 10001:10001 /var/lib/detour
ENV DETOUR_HTTP_HOST=0.0.0.0 \
    DETOUR_DATA=/var/lib/detour
WORKDIR /etc/detour
VOLUME /var/lib/detour
EXPOSE 8000
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 CMD ["/opt/detour/detour", "health"]
ENTRYPOINT ["/opt/detour/detour"]
CMD ["run"]
