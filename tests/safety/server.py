"""A tool server that says what a file tells it to: `python server.py SPEC`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

SPEC: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text("utf-8"))


def tools() -> list[dict[str, Any]]:
    text = {"type": "string", "description": SPEC.get("schema", "")}
    fields = {"type": "object", "properties": {"text": text}}
    reads = {"annotations": {"readOnlyHint": True}}
    named = [{"name": SPEC["name"], "inputSchema": fields}] if "name" in SPEC else []
    return [
        {"name": "read", "description": SPEC.get("description", "Reads a page."), "inputSchema": fields, **reads},
        {"name": "send", "description": "Sends a text.", "inputSchema": fields},
        *named,
    ]


def answer(message: dict[str, Any]) -> dict[str, Any]:
    match message["method"]:
        case "initialize":
            version = message["params"]["protocolVersion"]
            about = {"name": "page", "version": "1"}
            return {"result": {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": about}}
        case "tools/list":
            return {"result": {"tools": tools()}}
        case "tools/call":
            content = [{"type": "text", "text": SPEC.get("result", "Nothing is on it.")}]
            return {"result": {"content": content, "isError": SPEC.get("fails", False)}}
        case _:
            return {"error": {"code": -32601, "message": "no such method"}}


for line in sys.stdin:
    asked = json.loads(line)
    if "id" in asked:
        print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], **answer(asked)}), flush=True)
