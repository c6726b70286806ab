// Lists and calls every tool with the Inspector's command line, over standard input and output and over HTTP.
//
//     node inspector.ts PROGRAM FOLDER URL
//
// The arguments are those of `client.ts`.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const [program, folder, url] = process.argv.slice(2);
const token = process.env.FORECASTLE_TOKEN;
const calls = JSON.parse(readFileSync(new URL('tools.json', import.meta.url), 'utf8'));
const inspector = fileURLToPath(
  new URL('node_modules/@modelcontextprotocol/inspector/clients/cli/build/index.js', import.meta.url),
);
const ways: Record<string, [string[], string[]]> = {
  stdio: [[], ['--', program, '--data', `${folder}/inspector`, 'mcp']],
  HTTP: [[url, '--transport', 'http', '--header', `Authorization: Bearer ${token}`], []],
};
// What the Inspector keeps of its own stays out of the user's home.
mkdirSync(`${folder}/home`, { recursive: true });
const env = { ...process.env, HOME: `${folder}/home`, USERPROFILE: `${folder}/home` };

async function inspect(way: string, method: string[]) {
  const [before, after] = ways[way];
  const words = [inspector, ...before, '--method', ...method, ...after];
  const { stdout } = await promisify(execFile)(process.execPath, words, { env, maxBuffer: 1 << 26, timeout: 60_000 });
  return JSON.parse(stdout);
}

await Promise.all(
  Object.keys(ways).map(async (way) => {
    // Strict: a schema that other clients can't take ends it with status 6.
    const { tools } = await inspect(way, ['tools/list', '--strict']);
    assert.deepEqual(tools.map((tool: any) => tool.name).sort(), calls.map((call: any) => call.tool).sort());
    console.log(`Inspector, ${way}: ${tools.length} tools are listed, and their schemas hold no error`);
    let answer: number | undefined;
    for (const { tool, arguments: given, gives } of calls) {
      const filled = JSON.stringify(given).replace('"$answer"', String(answer));
      const got = await inspect(way, ['tools/call', '--tool-name', tool, '--tool-args-json', filled]);
      assert.ok(!got.isError && gives in got.structuredContent, `${way} ${tool}: ${JSON.stringify(got)}`);
      if (tool === 'ask') answer = got.structuredContent.answer.id;
      console.log(`Inspector, ${way}: ${tool} was called`);
    }
    for (const method of ['resources/list', 'resources/templates/list', 'prompts/list']) {
      const listed: any = await inspect(way, [method]);
      assert.ok(Object.values(listed).some((list: any) => list.length > 0), method);
    }
    const prompt = await inspect(way, ['prompts/get', '--prompt-name', 'brief_me_on_tomorrow']);
    assert.equal(prompt.messages.length, 1);
    const record = await inspect(way, ['resources/read', '--uri', 'forecastle://record']);
    assert.ok(JSON.parse(record.contents[0].text));
    console.log(`Inspector, ${way}: resources and prompts are listed and read`);
  }),
);
