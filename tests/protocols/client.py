"""Forecastle as the protocol's official Python SDK meets it: in both revisions, over standard input and output and over HTTP.

    python client.py PROGRAM FOLDER URL

PROGRAM is started as `PROGRAM --data FOLDER mcp`; at URL another copy serves whoever shows FORECASTLE_TOKEN. Every check is printed; the
first that doesn't hold ends it with status 1.
"""

import base64
import json
import os
import random
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx2
import mcp_types as types
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

CALLS = json.loads(Path(__file__).with_name("tools.json").read_text())
MODERN = "2026-07-28"
TWO_READINGS = "rain on Saturday in Springfield"
CHOSEN = "Springfield, Massachusetts, United States"
VALUES = "forecastle://series/meter/values"


@asynccontextmanager
async def served(way, run, arguments):
    """What the SDK connects to."""
    program, folder, url = arguments
    if way == "stdio":
        yield StdioServerParameters(command=program, args=["--data", f"{folder}/{run}", "mcp"])
        return
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {os.environ['FORECASTLE_TOKEN']}"}, timeout=60) as http:
        yield streamable_http_client(url, http_client=http)


async def drive(way, revision, arguments):
    def checked(what):
        print(f"Python SDK, {way}, {revision}: {what}", flush=True)

    asked = []
    updated = set()

    async def choose(_context, params):
        asked.append(params)
        return types.ElicitResult(action="accept", content={"reading": CHOSEN})

    async def heard(message):
        if isinstance(message, types.ResourceUpdatedNotification):
            updated.add(str(message.params.uri))

    mode = MODERN if revision == MODERN else "legacy"
    async with served(way, f"python-{revision}", arguments) as server, Client(
        server, mode=mode, elicitation_callback=choose, message_handler=heard, read_timeout_seconds=60
    ) as client:
        assert client.protocol_version == revision, client.protocol_version
        checked("connected")

        tools = (await client.list_tools()).tools
        assert sorted(tool.name for tool in tools) == sorted(call["tool"] for call in CALLS)
        for tool in tools:
            assert tool.title and tool.description and tool.output_schema and tool.annotations, tool.name
        checked(f"{len(tools)} tools are described")

        # The SDK holds what a tool gives against its output schema, and raises where it doesn't fit.
        answer = None
        for call in CALLS:
            given = {key: answer if value == "$answer" else value for key, value in call["arguments"].items()}
            far = []

            async def progress(done, _total, _message):
                far.append(done)

            got = await client.call_tool(call["tool"], given, progress_callback=progress)
            assert not got.is_error, (call["tool"], got.content)
            assert call["gives"] in got.structured_content, (call, got.structured_content)
            if call["tool"] == "ask":
                answer = got.structured_content["answer"]["id"]
                picture = next(part for part in got.content if part.type == "image")
                assert base64.b64decode(picture.data)[1:4] == b"PNG"
                assert any(part.type == "resource_link" for part in got.content)
                assert len(far) >= 3 and far == sorted(set(far)), far
            checked(f"{call['tool']} gave what its schema says")
        refused = await client.call_tool("ask", {"question": ""})
        assert refused.is_error and "no question" in refused.content[0].text
        await refuses(client.call_tool("no_such_tool", {}), "Unknown tool")
        checked("what can't be done is told")

        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        assert len(resources) >= 7 and len(templates) >= 7
        for uri in ("forecastle://record", f"forecastle://forecasts/{answer}", VALUES):
            assert json.loads((await client.read_resource(uri)).contents[0].text), uri
        charts = await client.read_resource(f"forecastle://forecasts/{answer}/charts")
        assert charts.contents[0].mime_type == "image/png"
        await refuses(client.read_resource("forecastle://nothing"), "no such resource")
        checked(f"{len(resources)} resources and {len(templates)} templates are listed, and read")

        values = [{"time": "2026-01-01T02:00:00Z", "value": random.random() + 1}]
        more = {"series": "meter", "observations": values}
        with anyio.fail_after(10):
            if revision == MODERN:
                async with client.listen(resource_subscriptions=[VALUES]) as changes:
                    await client.call_tool("import_series", more)
                    assert (await anext(aiter(changes))).uri == VALUES
            else:
                await client.subscribe_resource(VALUES)
                # The stream that tells of changes over HTTP opens beside the subscription.
                await anyio.sleep(0.3)
                await client.call_tool("import_series", more)
                while VALUES not in updated:
                    await anyio.sleep(0.05)
                await client.unsubscribe_resource(VALUES)
        checked("a subscription told of a change")

        assert len((await client.list_prompts()).prompts) == 2
        prompt = await client.get_prompt("plan_my_week_outdoors", {"place": "Seattle"})
        assert "Seattle" in prompt.messages[0].content.text
        reference = types.PromptReference(name="plan_my_week_outdoors")
        places = await client.complete(reference, {"name": "place", "value": "Seatt"})
        assert any(value.startswith("Seattle") for value in places.completion.values)
        template = types.ResourceTemplateReference(uri="forecastle://series/{id}")
        series = await client.complete(template, {"name": "id", "value": "met"})
        assert "meter" in series.completion.values
        checked("prompts are filled in and completed")

        chosen = await client.call_tool("ask", {"question": TWO_READINGS})
        assert len(asked) == 1, asked
        assert chosen.structured_content["became"] == "answered", chosen.structured_content
        assert "Massachusetts" in json.dumps(chosen.structured_content["answer"]["understood"])
        checked("the user was asked which of two readings is meant")

        question = "How warm does it get in Chicago in each of the next seven days?"
        with anyio.move_on_after(0.02) as unwanted:
            await client.call_tool("ask", {"question": question, "picture": True})
        assert unwanted.cancelled_caught
        with anyio.fail_after(5):
            assert (await client.list_tools(cache_mode="bypass")).tools
        checked("a call was cancelled, and the next one answered")


async def refuses(call, words):
    try:
        await call
    except MCPError as error:
        assert words in str(error), error
        return
    raise AssertionError(f"expected a refusal that says {words!r}")


async def main():
    for way in ("stdio", "HTTP"):
        for revision in ("2025-11-25", MODERN):
            await drive(way, revision, sys.argv[1:4])


anyio.run(main)
