# An image that runs `motifsmith`, from the packed package:
#   npm run build && npm pack && docker build --tag motifsmith .
FROM node:24-slim
COPY motifsmith-*.tgz /tmp/
RUN npm install --global --ignore-scripts --no-audit --no-fund /tmp/motifsmith-*.tgz && npm cache clean --force
USER node
WORKDIR /work
ENTRYPOINT ["motifsmith"]
