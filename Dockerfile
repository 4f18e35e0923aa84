# docker run -p 8000:8000 -v tagger:/data -e ACCESS_TOKEN=<at least 16 characters> image-tagger
FROM node:20-bookworm-slim

# The first run unpacks Deno, so it has to be root's.
RUN npm install --global --ignore-scripts deno@2.9.6 && deno --version && npm cache clean --force
RUN mkdir /app /data && chown node:node /app /data

USER node
WORKDIR /app
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/data DENO_DIR=/home/node/.cache/deno
COPY --chown=node:node deno.json deno.lock ./
RUN deno install --frozen
COPY --chown=node:node . .
RUN deno run -A --frozen modules/shared/web/build.ts

VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["deno", "task", "start"]
