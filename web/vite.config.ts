import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// The script and the style are written into a page as they are, and the page must work from a disk, under a policy that
// forbids evaluation and the network. What would break that fails the build.
const kForbidden = [
  { what: "evaluation", pattern: /\beval\(|new Function\b/ },
  { what: "the network", pattern: /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\(|@import|url\(["']?(?!#)[a-z/.]/ },
  { what: "what ends or confuses its element", pattern: /<\/script|<\/style|<!--/i },
];

function selfContained(): Plugin {
  return {
    name: "self-contained",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        const text = file.type === "chunk" ? file.code : String(file.source);
        for (const { what, pattern } of kForbidden) {
          const found = pattern.exec(text);
          if (found !== null) this.error(`${file.fileName} holds ${what}: ${text.slice(found.index - 30, found.index + 40)}`);
        }
      }
    },
  };
}

// Every copy of the code carries the licences of the packages that are in it.
function licences(): Plugin {
  return {
    name: "licences",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") continue;
        const folders = new Set(Object.keys(file.modules).flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
        const texts = new Map<string, string[]>();
        for (const folder of [...folders].sort()) {
          const name = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
          if (name === undefined) this.error(`${folder} has no licence file`);
          const text = readFileSync(join(folder, name), "utf8").trim();
          texts.set(text, [...(texts.get(text) ?? []), folder.replace(/^.*node_modules\//, "")]);
        }
        const notices = [...texts].map(([text, packages]) => `${packages.join(", ")}:\n${text}`);
        file.code = `/*!\n${notices.join("\n\n")}\n*/\n${file.code}`;
      }
    },
  };
}

export default defineConfig({
  plugins: [licences(), selfContained()],
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
  esbuild: { legalComments: "none" }, // the plug-in `licences` writes them all
  test: {
    environment: "jsdom",
    env: { TZ: "UTC", LANG: "en_GB.UTF-8", LC_ALL: "en_GB.UTF-8" },
    include: ["src/**/*.test.ts"],
    testTimeout: 60_000, // a loaded machine draws slowly
  },
});
