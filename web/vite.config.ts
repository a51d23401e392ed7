import { defineConfig } from "vitest/config";

// One classic script and one style sheet, to be written into a page as they are: no module loader,
// no second file, nothing to fetch.
export default defineConfig({
  build: {
    target: "es2020",
    lib: {
      entry: "src/main.ts",
      formats: ["iife"],
      name: "ServandaBrief",
      fileName: () => "brief.js",
      cssFileName: "brief",
    },
    reportCompressedSize: false,
  },
  // A "</script" inside the code would end the element that carries it; "<!--" changes how its end is found.
  esbuild: { charset: "ascii", legalComments: "none" },
  test: {
    environment: "jsdom",
    env: { TZ: "UTC", LANG: "en_GB.UTF-8", LC_ALL: "en_GB.UTF-8" },
    include: ["src/**/*.test.ts"],
  },
});
