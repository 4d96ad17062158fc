# An image that runs `motifsmith`, from the packed package:
#   npm run build && npm pack && docker build --tag motifsmith .
FROM node:24-slim
COPY motifsmith-*.tgz /opt/
RUN npm install --global --ignore-scripts --no-audit --no-fund /opt/motifsmith-*.tgz && npm cache clean --force
USER node
WORKDIR /volume
ENTRYPOINT ["motifsmith"]
