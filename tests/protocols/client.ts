// Forecastle as the protocol's official TypeScript SDK meets it: in both revisions, over standard input and output and over HTTP.
//
//     node client.ts PROGRAM FOLDER URL
//
// PROGRAM is started as `PROGRAM --data FOLDER mcp`; at URL another copy serves whoever shows FORECASTLE_TOKEN. Every check is printed; the
// first that doesn't hold ends it with status 1.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const [program, folder, url] = process.argv.slice(2);
const token = process.env.FORECASTLE_TOKEN;
const calls = JSON.parse(readFileSync(new URL('tools.json', import.meta.url), 'utf8'));
const MODERN = '2026-07-28';
const TWO_READINGS = 'rain on Saturday in Springfield';
const CHOSEN = 'Springfield, Massachusetts, United States';
const PATIENCE = { timeout: 60_000 };

const transports: Record<string, (run: string) => any> = {
  stdio: (run) =>
    new StdioClientTransport({ command: program, args: ['--data', `${folder}/${run}`, 'mcp'], stderr: 'ignore' }),
  HTTP: () =>
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }),
};

/** Waits until something holds, and fails when it doesn't within ten seconds. */
async function until(what: string, holds: () => boolean) {
  for (let waited = 0; !holds(); waited += 50) {
    assert.ok(waited < 10_000, `${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function drive(way: string, revision: string) {
  const name = `TypeScript SDK, ${way}, ${revision}`;
  const checked = (what: string) => console.log(`${name}: ${what}`);
  const client = new Client(
    { name: 'forecastle-test', version: '1' },
    {
      capabilities: { elicitation: { form: {} } },
      versionNegotiation: { mode: revision === MODERN ? { pin: MODERN } : 'legacy' },
    },
  );
  const asked: any[] = [];
  client.setRequestHandler('elicitation/create', async (request: any) => {
    asked.push(request.params);
    return { action: 'accept', content: { reading: CHOSEN } };
  });
  const updated: string[] = [];
  client.setNotificationHandler('notifications/resources/updated', (told: any) => {
    updated.push(told.params.uri);
  });
  await client.connect(transports[way](`typescript-${revision}`), PATIENCE);
  assert.equal(client.getNegotiatedProtocolVersion(), revision);
  assert.equal(client.getServerVersion()?.name, 'forecastle');
  checked('connected');

  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name).sort(), calls.map((call: any) => call.tool).sort());
  for (const tool of tools) {
    assert.ok(tool.title && tool.description && tool.outputSchema && tool.annotations, tool.name);
  }
  checked(`${tools.length} tools are described`);

  // The SDK holds what a tool gives against its output schema, and throws where it doesn't fit.
  let answer: number | undefined;
  for (const { tool, arguments: given, gives } of calls) {
    const filled = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, value === '$answer' ? answer : value]),
    );
    const far: number[] = [];
    const onprogress = (told: any) => far.push(told.progress);
    const got: any = await client.callTool({ name: tool, arguments: filled }, { ...PATIENCE, onprogress });
    assert.ok(!got.isError, `${tool}: ${JSON.stringify(got.content)}`);
    assert.equal(got.content[0].type, 'text');
    assert.ok(gives in got.structuredContent, `${tool} gives no ${gives}: ${JSON.stringify(got.structuredContent)}`);
    if (tool === 'ask') {
      answer = got.structuredContent.answer.id;
      const picture = got.content.find((part: any) => part.type === 'image');
      assert.equal(Buffer.from(picture.data, 'base64').subarray(1, 4).toString(), 'PNG');
      assert.ok(got.content.some((part: any) => part.type === 'resource_link'));
      assert.ok(far.length >= 3 && far.every((value, index) => index === 0 || value > far[index - 1]), `${far}`);
    }
    checked(`${tool} gave what its schema says`);
  }
  const refused: any = await client.callTool({ name: 'ask', arguments: { question: '' } }, PATIENCE);
  assert.ok(refused.isError && refused.content[0].text.includes('no question'));
  await assert.rejects(client.callTool({ name: 'no_such_tool', arguments: {} }), /Unknown tool/);
  checked('what can not be done is told');

  const { resources } = await client.listResources();
  const { resourceTemplates } = await client.listResourceTemplates();
  assert.ok(resources.length >= 7 && resourceTemplates.length >= 7);
  for (const uri of ['forecastle://record', `forecastle://forecasts/${answer}`, 'forecastle://series/meter/values']) {
    const read: any = await client.readResource({ uri });
    assert.ok(JSON.parse(read.contents[0].text), uri);
  }
  const charts: any = await client.readResource({ uri: `forecastle://forecasts/${answer}/charts` }, PATIENCE);
  assert.equal(charts.contents[0].mimeType, 'image/png');
  await assert.rejects(client.readResource({ uri: 'forecastle://nothing' }), /no such resource/);
  checked(`${resources.length} resources and ${resourceTemplates.length} templates are listed, and read`);

  const values = 'forecastle://series/meter/values';
  const subscription =
    revision === MODERN
      ? await client.listen({ resourceSubscriptions: [values] })
      : await client.subscribeResource({ uri: values });
  // The stream that tells of changes over HTTP opens beside the subscription.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const more = { series: 'meter', observations: [{ time: '2026-01-01T02:00:00Z', value: Math.random() + 1 }] };
  await client.callTool({ name: 'import_series', arguments: more });
  await until('the update', () => updated.includes(values));
  if (revision === MODERN) await (subscription as any).close();
  else await client.unsubscribeResource({ uri: values });
  checked('a subscription told of a change');

  const { prompts } = await client.listPrompts();
  assert.equal(prompts.length, 2);
  const prompt: any = await client.getPrompt({ name: 'plan_my_week_outdoors', arguments: { place: 'Seattle' } });
  assert.ok(prompt.messages[0].content.text.includes('Seattle'));
  const ref = { type: 'ref/prompt' as const, name: 'plan_my_week_outdoors' };
  const places = await client.complete({ ref, argument: { name: 'place', value: 'Seatt' } });
  assert.ok(places.completion.values.some((value) => value.startsWith('Seattle')));
  const uri = 'forecastle://series/{id}';
  const ids = await client.complete({ ref: { type: 'ref/resource', uri }, argument: { name: 'id', value: 'met' } });
  assert.ok(ids.completion.values.includes('meter'));
  checked('prompts are filled in and completed');

  const chosen: any = await client.callTool({ name: 'ask', arguments: { question: TWO_READINGS } }, PATIENCE);
  assert.equal(asked.length, 1);
  assert.ok(asked[0].requestedSchema.properties.reading.enum.includes(CHOSEN));
  assert.equal(chosen.structuredContent.became, 'answered');
  assert.ok(JSON.stringify(chosen.structuredContent.answer.understood).includes('Massachusetts'));
  checked('the user was asked which of two readings is meant');

  const unwanted = new AbortController();
  const question = 'How warm does it get in Chicago in each of the next seven days?';
  const call = client.callTool({ name: 'ask', arguments: { question, picture: true } }, { signal: unwanted.signal });
  setTimeout(() => unwanted.abort('no longer wanted'), 20);
  const before = Date.now();
  await assert.rejects(call);
  assert.ok((await client.listTools()).tools.length > 0);
  assert.ok(Date.now() - before < 5_000);
  checked('a call was cancelled, and the next one answered');
  await client.close();
}

for (const way of Object.keys(transports)) {
  for (const revision of ['2025-11-25', MODERN]) await drive(way, revision);
}
process.exit(0);
