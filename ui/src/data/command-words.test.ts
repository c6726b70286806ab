import { describe, expect, it } from "vitest";
import { commandWords, environmentOf } from "./command-words";

describe("the words of a command", () => {
  it.each([
    ["npx -y server /data", ["npx", "-y", "server", "/data"]],
    ["  node  'my server.js'  ", ["node", "my server.js"]],
    ['run --title="The \'box\'" ""', ["run", "--title=The 'box'", ""]],
    ["", []],
  ])("%s", (text, words) => {
    expect(commandWords(text)).toEqual(words);
  });
});

it("reads an environment line by line", () => {
  expect(environmentOf("KEY=a=b\n\nnone\n=x\n STATION = roof ")).toEqual([
    ["KEY", "a=b"],
    ["STATION", "roof"],
  ]);
});
