"""What schemathesis may not send, as it would reach out of the scratch folder or end the test itself, and how lines of JSON are sent."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context, value):
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@schemathesis.hook
def filter_case(_context, case):
    body = case.body if isinstance(case.body, dict) else {}
    operation = case.operation.definition.raw.get("operationId")
    if operation == "erase_everything":
        # The token would go with everything else.
        return body.get("sure") is not True
    if operation == "revoke_token":
        return str((case.path_parameters or {}).get("id")) != "1"
    if operation == "predict_batch":
        # What is no text would be sent as a line of JSON, which is as good as any.
        return not isinstance(case.body, (dict, list, int, float, bool, type(None)))
    if operation == "save_observations" and case.media_type not in (None, "application/json"):
        # No schema says what Arrow and lines of values are.
        return False
    if operation == "save_settings":
        return not reaches_out(body)
    # The server runs in the scratch folder and takes it for the user's home.
    return all(stays(body.get(field)) for field in ("path", "folder"))


def stays(path):
    return not isinstance(path, str) or not (path.startswith(("/", "\\", "~")) or ".." in path or ":" in path)


def reaches_out(settings):
    """Whether a server, a broker, a station or a file of others would be asked."""

    def part(name):
        value = settings.get(name)
        return value if isinstance(value, dict) else {}

    guidance, live, model, sources = part("guidance"), part("live"), part("language_model"), part("sources")
    return any(
        (
            guidance.get("all_my_places"),
            guidance.get("places"),
            live.get("broker"),
            live.get("files"),
            live.get("stations"),
            model.get("on"),
            # Programs would be started.
            sources.get("on"),
        )
    )


@schemathesis.hook
def before_load_schema(_context, raw_schema):
    """schemathesis 4.32 reads `prefixItems` as the older `items`, and then refuses what it made itself."""
    plain_pairs(raw_schema)


def plain_pairs(schema):
    if isinstance(schema, dict):
        if "prefixItems" in schema:
            schema["items"] = {"anyOf": schema.pop("prefixItems")}
        for part in schema.values():
            plain_pairs(part)
    elif isinstance(schema, list):
        for part in schema:
            plain_pairs(part)
