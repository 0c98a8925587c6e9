from __future__ import annotations

from pathlib import Path

import pytest

from declarations.runs import TABLE, misuses, names, subjects
from scopelint.declarations import AppGrant, read_bundle, read_manifest
from scopelint.model.value import Literal, Symbol, SymbolSource, Unknown
from scopelint.source.yaml_document import UnreadableYamlError

HEAD = "bundle:\n  name: assistant\n"
APP = """\
resources:
  apps:
    assistant:
      name: assistant
      source_code_path: ./app
      user_api_scopes:
        - sql
        - dashboards.genie
      resources:
        - name: llm
          serving_endpoint:
            name: claude
            permission: CAN_QUERY
        - name: space
          genie_space:
            name: sales
            space_id: ${var.space}
            permission: CAN_RUN
"""


def ship(root: Path, text: str, **files: str) -> tuple[AppGrant, ...]:
    (root / "app").mkdir(exist_ok=True)
    bundle = root / "databricks.yml"
    bundle.write_text(HEAD + text)
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_yml", ".yml").replace("_yaml", ".yaml")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(content)
    return read_bundle(bundle, lambda file: file.relative_to(root).as_posix(), TABLE)


def one(root: Path, text: str, **files: str) -> AppGrant:
    (found,) = ship(root, text, **files)
    return found


def resources(*entries: str) -> str:
    """An app with these entries of `resources`, each a block at column 10."""
    head = "resources:\n  apps:\n    a:\n      source_code_path: ./app\n      resources:\n"
    return head + "".join(f"        - name: r{number}\n{entry}" for number, entry in enumerate(entries))


def block(kind: str, /, **fields: str) -> str:
    return f"          {kind}:\n" + "".join(
        f"            {name}: {value}\n" for name, value in fields.items()
    )


def test_an_app(tmp_path: Path) -> None:
    found = one(tmp_path, APP)
    declared = found.declaration
    assert (found.key, found.folder) == ("assistant", (tmp_path / "app").as_posix())
    assert names(declared) == ["sql", "dashboards.genie"]
    assert subjects(declared) == ["serving_endpoint:claude", "genie_space:variable:var.space"]
    assert declared.kind == "bundle"
    assert declared.complete
    assert declared.has_user_policy
    assert misuses(declared) == []


def test_places(tmp_path: Path) -> None:
    declared = one(tmp_path, APP).declaration
    assert declared.scopes_location is not None
    assert declared.resources_location is not None
    assert str(declared.location) == "databricks.yml:5:5"
    assert str(declared.scopes_location) == "databricks.yml:8:7"
    assert str(declared.scopes[1].location) == "databricks.yml:10:11"
    assert str(declared.resources_location) == "databricks.yml:11:7"
    assert [item.location.line for item in declared.resources] == [12, 16]


@pytest.mark.parametrize(
    ("entry", "subject"),
    [
        (block("sql_warehouse", id="abc", permission="CAN_USE"), "sql_warehouse:abc"),
        (block("job", id="12", permission="CAN_MANAGE_RUN"), "job:12"),
        (block("secret", scope="s", key="k", permission="READ"), "secret:s/k"),
        (block("experiment", experiment_id='"123"', permission="CAN_EDIT"), "experiment:123"),
        (block("experiment", experiment_id='""', permission="CAN_EDIT"), "experiment"),
        (block("app", name="other", permission="CAN_USE"), "app:other"),
        (
            block("database", instance_name="db", database_name="x", permission="CAN_CONNECT_AND_CREATE"),
            "lakebase:db",
        ),
        (block("postgres", branch="projects/p/branches/b", database="d"), "lakebase"),
        (block("genie_space", name="x", space_id="<your-space>", permission="CAN_RUN"), "genie_space"),
        (
            block(
                "uc_securable", securable_full_name="a.b.f", securable_type="FUNCTION", permission="EXECUTE"
            ),
            "function:a.b.f",
        ),
    ],
)
def test_every_kind(tmp_path: Path, entry: str, subject: str) -> None:
    declared = one(tmp_path, resources(entry)).declaration
    assert subjects(declared) == [subject]
    assert misuses(declared) == []
    assert declared.complete


def test_a_table_may_be_an_index(tmp_path: Path) -> None:
    entry = block("uc_securable", securable_full_name="a.b.t", securable_type="TABLE", permission="SELECT")
    (held,) = one(tmp_path, resources(entry)).declaration.resources
    assert held.types == ("table", "vector_search_index")


# --- variables ---------------------------------------------------------------------------------------


def test_variables_with_one_value_are_known(tmp_path: Path) -> None:
    text = APP + "variables:\n  space:\n    default: 01f0\n"
    held = one(tmp_path, text).declaration.resources[1]
    assert held.resource.id == Symbol(SymbolSource.VARIABLE, "var.space", "01f0")


def test_targets_that_set_different_values_leave_it_open(tmp_path: Path) -> None:
    targets = (
        "targets:\n  dev:\n    variables:\n      space: 01f0\n  prod:\n    variables:\n      space: 01f1\n"
    )
    held = one(tmp_path, APP + targets).declaration.resources[1]
    assert held.resource.id == Symbol(SymbolSource.VARIABLE, "var.space")


def test_a_name_made_of_variables(tmp_path: Path) -> None:
    entry = block(
        "uc_securable",
        securable_full_name="${var.catalog}.${var.schema}.f",
        securable_type="FUNCTION",
        permission="EXECUTE",
    )
    text = resources(entry) + "variables:\n  catalog:\n    default: main\n  schema: {}\n"
    assert subjects(one(tmp_path, text).declaration) == ["function:main.{}.f"]
    text = text.replace("schema: {}", "schema:\n    default: tools")
    assert one(tmp_path, text).declaration.resources[0].resource.id == Literal("main.tools.f")


def test_scopes_in_a_variable(tmp_path: Path) -> None:
    text = (
        "resources:\n  apps:\n    a:\n      user_api_scopes: ${var.scopes}\n"
        "variables:\n  scopes:\n    type: complex\n    default: [sql, genie]\n"
    )
    assert names(one(tmp_path, text).declaration) == ["sql", "genie"]
    declared = one(tmp_path, text.replace("    default: [sql, genie]\n", "")).declaration
    assert not declared.complete_scopes
    assert declared.has_user_policy


# --- files and targets -------------------------------------------------------------------------------


def test_included_files_count_their_folder(tmp_path: Path) -> None:
    included = "resources:\n  apps:\n    b:\n      source_code_path: ../app\n      user_api_scopes: [sql]\n"
    found = one(tmp_path, "include:\n  - resources/*.yml\n", resources__b_yml=included)
    assert found.folder == (tmp_path / "app").as_posix()
    assert found.declaration.scopes[0].location.path == "resources/b.yml"


def test_nothing_is_included_from_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text(APP)
    root = tmp_path / "bundle"
    root.mkdir()
    assert ship(root, f"include:\n  - ../outside.yml\n  - {outside}\n") == ()


def test_no_link_leads_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text(APP)
    root = tmp_path / "bundle"
    (root / "resources").mkdir(parents=True)
    (root / "resources" / "app.yml").symlink_to(outside)
    assert ship(root, "include:\n  - resources/*.yml\n") == ()


def test_targets_are_merged_over_the_base(tmp_path: Path) -> None:
    target = (
        "targets:\n  prod:\n    resources:\n      apps:\n        assistant:\n          name: assistant-prod\n"
        "          user_api_scopes:\n            - files.files\n            - sql\n"
    )
    declared = one(tmp_path, APP + target).declaration
    assert sorted(names(declared)) == ["dashboards.genie", "files.files", "sql"]
    assert len(declared.resources) == 2
    assert declared.location.line == 5


def test_an_app_of_a_target_alone(tmp_path: Path) -> None:
    text = "targets:\n  dev:\n    resources:\n      apps:\n        a:\n          user_api_scopes: [sql]\n"
    assert names(one(tmp_path, text).declaration) == ["sql"]


def test_source_built_elsewhere_is_the_bundle_s_own(tmp_path: Path) -> None:
    text = "resources:\n  apps:\n    a:\n      source_code_path: ${workspace.file_path}/.build\n"
    assert one(tmp_path, text).folder == tmp_path.as_posix()


@pytest.mark.parametrize("text", ["", "resources:\n  apps: nothing\n", "resources: 3\n"])
def test_what_is_no_bundle_ships_nothing(tmp_path: Path, text: str) -> None:
    assert ship(tmp_path, text) == ()


@pytest.mark.parametrize("text", ["resources: [", "{{.x}}: {\n", "a: !!python/name:os.system\n"])
def test_what_cannot_be_read_is_no_empty_bundle(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableYamlError):
        ship(tmp_path, text)
    with pytest.raises(UnreadableYamlError, match="YAML"):
        ship(tmp_path, "include: [more.yml]\n", **{"more.yml": "a: ["})


def test_aliases_do_not_explode(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    with pytest.raises(UnreadableYamlError, match="more than 100000 values"):
        ship(tmp_path, bomb + APP)


def test_merge_keys(tmp_path: Path) -> None:
    text = (
        "base: &base\n  user_api_scopes: [sql]\nresources:\n  apps:\n    a:\n      <<: *base\n      name: a\n"
    )
    assert names(one(tmp_path, text).declaration) == ["sql"]


# --- the environment ---------------------------------------------------------------------------------


def test_variables_bound_to_resources(tmp_path: Path) -> None:
    env = "env:\n  - name: LLM\n    valueFrom: llm\n  - name: SPACE\n    value: ${var.space}\n"
    env += "  - name: MODE\n    value: fast\n"
    declared = one(tmp_path, APP, app__app_yaml=env).declaration
    llm, space = declared.resources
    assert (llm.bound, llm.variables) == (True, ("LLM",))
    assert (space.bound, space.variables) == (False, ("SPACE",))
    assert declared.environment is not None
    assert [name for name, _ in declared.environment.entries] == ["SPACE", "MODE"]


def test_the_environment_of_the_bundle(tmp_path: Path) -> None:
    env = "      config:\n        env:\n          - name: LLM\n            value_from: llm\n"
    text = APP.replace("      user_api_scopes:", env + "      user_api_scopes:")
    assert one(tmp_path, text).declaration.resources[0].variables == ("LLM",)


# --- misuses -----------------------------------------------------------------------------------------


def test_a_kind_that_apps_do_not_know(tmp_path: Path) -> None:
    declared = one(tmp_path, resources(block("mlflow_experiment", id="1"))).declaration
    assert misuses(declared) == [("unknown-class", "mlflow_experiment")]
    assert declared.misuses[0].help == "write `experiment`"
    assert declared.misuses[0].location.line == 9
    declared = one(tmp_path, resources(block("notebook", id="1"))).declaration
    assert not declared.complete_resources


@pytest.mark.parametrize(
    ("entry", "subject"),
    [
        (block("postgres", id="w", permission="CAN_CONNECT_AND_CREATE"), "postgres.id"),
        (
            block("sql_warehouse", sql_warehouse_id="w", permission="CAN_USE"),
            "sql_warehouse.sql_warehouse_id",
        ),
        (block("genie_space", name="x", space_id="y", permission="CAN_USE"), "CAN_USE"),
    ],
)
def test_fields_and_permissions(tmp_path: Path, entry: str, subject: str) -> None:
    assert misuses(one(tmp_path, resources(entry)).declaration) == [("wrong-arguments", subject)]


def test_a_permission_in_a_variable_is_not_judged(tmp_path: Path) -> None:
    entry = block("genie_space", name="x", space_id="y", permission="${var.permission}")
    assert misuses(one(tmp_path, resources(entry)).declaration) == []


def test_misspelt_keys_of_an_app(tmp_path: Path) -> None:
    text = "resources:\n  apps:\n    a:\n      user_authorized_scopes: [sql]\n      app_resources: []\n"
    declared = one(tmp_path, text).declaration
    assert misuses(declared) == [("inert", "user_authorized_scopes"), ("inert", "app_resources")]
    assert not declared.has_user_policy


def test_scopes_that_stand_only_where_the_platform_ignores_them(tmp_path: Path) -> None:
    text = "resources:\n  apps:\n    a:\n      source_code_path: app\n"
    declared = one(tmp_path, text, app__app_yaml="user_api_scopes: [sql]\n").declaration
    assert misuses(declared) == [("inert", "user_api_scopes")]
    assert declared.misuses[0].location.path == "app/app.yaml"
    assert misuses(one(tmp_path, APP, app__app_yaml="user_api_scopes: [sql]\n").declaration) == []


def test_an_app_without_a_bundle(tmp_path: Path) -> None:
    manifest = tmp_path / "app.yaml"
    manifest.write_text("command: [python, app.py]\n")
    assert read_manifest(tmp_path, lambda file: file.name) is None
    manifest.write_text("user_api_scopes: [sql]\n")
    claimed = read_manifest(tmp_path, lambda file: file.name)
    assert claimed is not None
    assert misuses(claimed) == [("inert", "user_api_scopes")]
    assert not claimed.complete


def test_an_id_that_is_missing(tmp_path: Path) -> None:
    (held,) = one(
        tmp_path, resources(block("serving_endpoint", permission="CAN_QUERY"))
    ).declaration.resources
    assert isinstance(held.resource.id, Unknown)


# --- references --------------------------------------------------------------------------------------


def test_references_to_other_resources(tmp_path: Path) -> None:
    entries = (
        block(
            "serving_endpoint", name="${resources.model_serving_endpoints.chat.name}", permission="CAN_QUERY"
        ),
        block("sql_warehouse", id="${resources.sql_warehouses.main.id}", permission="CAN_USE"),
        block("secret", scope="${resources.secret_scopes.keys.name}", key="token", permission="READ"),
    )
    others = (
        "  model_serving_endpoints:\n    chat:\n      name: shop-chat\n"
        "  sql_warehouses:\n    main:\n      name: shop-${bundle.target}\n"
        "  secret_scopes:\n    keys:\n      name: ${bundle.name}-keys\n"
    )
    declared = one(tmp_path, resources(*entries) + others).declaration
    chat, warehouse, secret = (held.resource.id for held in declared.resources)
    assert chat == Symbol(SymbolSource.VARIABLE, "resources.model_serving_endpoints.chat.name", "shop-chat")
    assert warehouse == Symbol(SymbolSource.VARIABLE, "resources.sql_warehouses.main.id")
    assert secret == Literal("assistant-keys/token")


def test_parts_of_a_complex_variable(tmp_path: Path) -> None:
    entry = block("genie_space", name="x", space_id="${var.spaces.sales}", permission="CAN_RUN")
    text = resources(entry) + "variables:\n  spaces:\n    type: complex\n    default:\n      sales: 01f0\n"
    (held,) = one(tmp_path, text).declaration.resources
    assert held.resource.id == Symbol(SymbolSource.VARIABLE, "var.spaces.sales", "01f0")


def test_resources_and_scopes_that_are_variables(tmp_path: Path) -> None:
    text = (
        "resources:\n  apps:\n    a:\n      user_api_scopes: [sql, '${var.more}']\n      resources:\n"
        "        - ${var.space}\n        - ${var.unheard_of}\n"
        "variables:\n  more: {default: dashboards.genie}\n  space:\n    type: complex\n    default:\n"
        "      name: space\n      genie_space: {name: x, space_id: 01f0, permission: CAN_RUN}\n"
    )
    declared = one(tmp_path, text).declaration
    assert names(declared) == ["sql", "dashboards.genie"]
    assert subjects(declared) == ["genie_space:01f0"]
    assert declared.complete_scopes
    assert not declared.complete_resources


def test_what_belongs_into_config(tmp_path: Path) -> None:
    text = "resources:\n  apps:\n    a:\n      name: a\n      env:\n        - {name: X, value: y}\n"
    assert misuses(one(tmp_path, text).declaration) == [("inert", "env")]


def test_the_environment_in_a_variable(tmp_path: Path) -> None:
    text = APP.replace("      user_api_scopes:", "      config: ${var.config}\n      user_api_scopes:")
    text += (
        "variables:\n  config:\n    type: complex\n    default:\n      command: [python, app.py]\n"
        "      env:\n        - {name: LLM, value_from: llm}\n"
    )
    found = one(tmp_path, text)
    assert found.command == ["python", "app.py"]
    assert found.declaration.resources[0].variables == ("LLM",)


def test_a_resource_that_is_no_mapping(tmp_path: Path) -> None:
    declared = one(tmp_path, "resources:\n  apps:\n    a:\n      resources: [chat]\n").declaration
    assert not declared.complete_resources


# --- what is bound, and to what ----------------------------------------------------------------------


def test_a_variable_of_a_resource_that_is_not_there(tmp_path: Path) -> None:
    declared = one(tmp_path, APP, app__app_yaml="env:\n  - name: LLM\n    valueFrom: lm\n").declaration
    assert misuses(declared) == [("unbound", "LLM")]
    assert declared.misuses[0].help == "write `llm`"
    assert str(declared.misuses[0].location) == "app/app.yaml:3:16"


def test_the_bundle_s_environment_takes_the_place_of_the_file_s(tmp_path: Path) -> None:
    env = "      config:\n        env:\n          - name: MODE\n            value: fast\n"
    text = APP.replace("      user_api_scopes:", env + "      user_api_scopes:")
    own = "env:\n  - name: MODE\n    value: slow\n  - name: LLM\n    valueFrom: nowhere\n"
    declared = one(tmp_path, text, app__app_yaml=own).declaration
    assert misuses(declared) == []
    assert dict(declared.settings)["MODE"] == "fast"


def test_resources_that_may_be_elsewhere_bind_what_they_will(tmp_path: Path) -> None:
    env = "env:\n  - name: LLM\n    valueFrom: lm\n"
    text = "resources:\n  apps:\n    a:\n      source_code_path: ./app\n      resources: ${var.all}\n"
    assert misuses(one(tmp_path, text, app__app_yaml=env).declaration) == []
    bare = "resources:\n  apps:\n    a:\n      source_code_path: ./app\n"
    assert misuses(one(tmp_path, bare, app__app_yaml=env).declaration) == []


def test_what_apps_call_otherwise(tmp_path: Path) -> None:
    declared = one(tmp_path, resources(block("vector_search_index", name="a.b.c"))).declaration
    assert declared.misuses[0].help == "write `uc_securable`"
    entry = block("uc_securable", securable_full_name="a.b.c", securable_type="INDEX", permission="SELECT")
    assert misuses(one(tmp_path, resources(entry)).declaration) == [("wrong-arguments", "INDEX")]
