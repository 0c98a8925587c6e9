from __future__ import annotations

from pathlib import Path

from declarations.runs import (
    TABLE,
    call,
    endpoint,
    frozen,
    item,
    lost,
    made,
    subjects,
    trace,
)
from scopelint.declarations import Declaration, read, with_detected
from scopelint.project.records import Arguments, CallRecord, Item, Made, Trace, UserCode

LOG = "mlflow.langchain.log_model"
FILES = [Path("/project/chain.py"), Path("/project/driver.py")]


def built(
    name: str, line: int, *positional: object, receiver: Made | None = None, **keywords: object
) -> CallRecord:
    """A call whose result is an object of the class that is called."""
    given = Arguments(
        tuple(item(one) for one in positional), tuple((key, item(one)) for key, one in keywords.items())
    )
    thing = made(name, line=line, receiver=receiver)
    thing = Made(thing.number, name, given, thing.location, receiver=receiver)
    return call(name, *positional, line=line, receiver=receiver, result=thing, **keywords)  # type: ignore[arg-type]


LLM = built("databricks_langchain.ChatDatabricks", 1, endpoint="claude")
INDEX = built("databricks_langchain.DatabricksVectorSearch", 2, index_name="a.b.i")
RETRIEVER = built("databricks_langchain.VectorSearchRetrieverTool", 3, index_name="a.b.i")


def agent(*parts: CallRecord, line: int = 9) -> CallRecord:
    return built("langgraph.prebuilt.create_react_agent", line, LLM.result, [part.result for part in parts])


def logged_object(model: object, *calls: CallRecord, **keywords: object) -> Declaration:
    (found,) = read(trace(*calls, call(LOG, model, **keywords)), TABLE)  # type: ignore[arg-type]
    return found


def test_a_live_model() -> None:
    found = logged_object(agent().result, LLM, agent())
    assert subjects(found) == ["serving_endpoint:claude"]
    assert found.resources[0].detected
    assert found.complete
    assert not found.detects


def test_what_hangs_on_no_model_is_not_detected() -> None:
    other = built("databricks_langchain.ChatDatabricks", 5, endpoint="judge")
    assert subjects(logged_object(LLM.result, LLM, other)) == ["serving_endpoint:claude"]


def test_an_index_behind_a_retriever() -> None:
    as_retriever = made("databricks_langchain.DatabricksVectorSearch.as_retriever()", receiver=INDEX.result)
    assert subjects(logged_object(as_retriever, INDEX)) == ["vector_search_index:a.b.i"]


def test_functions_of_a_toolkit() -> None:
    toolkit = built(
        "unitycatalog.ai.langchain.toolkit.UCFunctionToolkit", 4, function_names=["a.b.f", "a.b.g"]
    )
    whole = agent(toolkit)
    found = logged_object(whole.result, LLM, toolkit, whole)
    assert sorted(subjects(found)) == ["function:a.b.f", "function:a.b.g", "serving_endpoint:claude"]


def test_one_tool_without_func_stops_everything() -> None:
    whole = agent(RETRIEVER)
    found = logged_object(whole.result, LLM, RETRIEVER, whole)
    assert found.resources == ()
    assert found.complete


def test_an_explicit_list_switches_it_off() -> None:
    found = logged_object(LLM.result, LLM, resources=[])
    assert found.resources == ()
    assert found.complete
    found = logged_object(LLM.result, LLM, resources=[endpoint("x")])
    assert subjects(found) == ["serving_endpoint:x"]


def test_none_is_no_list() -> None:
    assert subjects(logged_object(LLM.result, LLM, resources=None)) == ["serving_endpoint:claude"]


def test_other_flavours_detect_nothing() -> None:
    (found,) = read(trace(LLM, call("mlflow.pyfunc.log_model", python_model=LLM.result)), TABLE)
    assert found.resources == ()
    assert not found.detects


def test_a_graph_gets_its_nodes_by_calls() -> None:
    graph = built("langgraph.graph.StateGraph", 6)
    added = call("langgraph.graph.StateGraph.add_node", "llm", LLM.result, receiver=graph.result, line=7)
    compiled = made("langgraph.graph.StateGraph.compile()", receiver=graph.result)
    assert subjects(logged_object(compiled, LLM, graph, added)) == ["serving_endpoint:claude"]


def test_what_a_node_s_function_calls_on() -> None:
    node = UserCode("function", "chat", "/project/chain.py")
    inside = call("databricks_langchain.ChatDatabricks.invoke", receiver=LLM.result, function="chat", line=8)
    chain = built("langchain_core.runnables.RunnableLambda", 9, node)
    assert subjects(logged_object(chain.result, LLM, inside, chain)) == ["serving_endpoint:claude"]


def test_an_attribute_of_an_object_leads_to_the_object() -> None:
    member = Made(
        LLM.result.number, LLM.result.type + ".bound", Arguments(), LLM.result.location, receiver=LLM.result
    )
    assert subjects(logged_object(member, LLM)) == ["serving_endpoint:claude"]


def test_a_model_that_could_not_be_read_may_hold_more() -> None:
    found = logged_object((LLM.result, lost("make_chain()")), LLM)
    assert subjects(found) == ["serving_endpoint:claude"]
    assert not found.complete_resources
    assert [gap.what for gap in found.gaps] == ["make_chain()"]


# --- a path ------------------------------------------------------------------------------------------


def logged_path(agent_trace: Trace | None = None) -> Declaration:
    (found,) = read(trace(call(LOG, "chain.py")), TABLE, agent_trace, files=FILES)
    return found


def test_a_path_waits_for_the_run_of_its_file() -> None:
    waiting = logged_path()
    assert waiting.model == Path("/project/chain.py")
    assert waiting.detects
    assert not waiting.complete_resources
    run = Trace((LLM,), models=(frozen(LLM.result),))
    done = with_detected(waiting, run, TABLE)
    assert subjects(done) == ["serving_endpoint:claude"]
    assert done.complete
    assert logged_path(run).resources == done.resources


def test_a_run_that_found_no_model_is_no_proof() -> None:
    done = logged_path(Trace((LLM,)))
    assert done.resources == ()
    assert not done.complete_resources


def test_items_are_taken_as_they_stand() -> None:
    held = Item(frozen(LLM.result))
    assert subjects(logged_object([held], LLM)) == ["serving_endpoint:claude"]
