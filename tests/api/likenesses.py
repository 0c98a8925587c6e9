# Classes of the form of MLflow's, for tests where MLflow is not installed. The tests that use them run with
# the real ones too where these are there.
"""Likenesses of MLflow's policies and resources."""

from __future__ import annotations

from typing import Any


class UserAuthPolicy:
    def __init__(self, api_scopes: Any) -> None:
        self.api_scopes = api_scopes

    def to_dict(self) -> dict[str, Any]:
        return {"api_scopes": self.api_scopes}


class SystemAuthPolicy:
    def __init__(self, resources: Any) -> None:
        self.resources = resources

    def to_dict(self) -> dict[str, Any]:
        kinds: dict[str, list[Any]] = {}
        for resource in self.resources:
            for kind, entries in resource.to_dict().items():
                kinds.setdefault(kind, []).extend(entries)
        return {"resources": {"api_version": "1", "databricks": kinds}}


class AuthPolicy:
    def __init__(self, user_auth_policy: Any = None, system_auth_policy: Any = None) -> None:
        self.user_auth_policy = user_auth_policy
        self.system_auth_policy = system_auth_policy

    def to_dict(self) -> dict[str, Any]:
        user, system = self.user_auth_policy, self.system_auth_policy
        return {
            "system_auth_policy": system.to_dict() if system else {},
            "user_auth_policy": user.to_dict() if user else {},
        }


class _Resource:
    kind = ""

    def __init__(self, name: Any, on_behalf_of_user: Any = None) -> None:
        self.name = name
        self.on_behalf_of_user = on_behalf_of_user

    def to_dict(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"name": self.name}
        if self.on_behalf_of_user is not None:
            entry["on_behalf_of_user"] = self.on_behalf_of_user
        return {self.kind: [entry]}


class DatabricksServingEndpoint(_Resource):
    kind = "serving_endpoint"

    def __init__(self, endpoint_name: Any, on_behalf_of_user: Any = None) -> None:
        super().__init__(endpoint_name, on_behalf_of_user)


class DatabricksVectorSearchIndex(_Resource):
    kind = "vector_search_index"

    def __init__(self, index_name: Any, on_behalf_of_user: Any = None) -> None:
        super().__init__(index_name, on_behalf_of_user)


class DatabricksGenieSpace(_Resource):
    kind = "genie_space"

    def __init__(self, genie_space_id: Any, on_behalf_of_user: Any = None) -> None:
        super().__init__(genie_space_id, on_behalf_of_user)


class DatabricksTable(_Resource):
    kind = "table"

    def __init__(self, table_name: Any, on_behalf_of_user: Any = None) -> None:
        super().__init__(table_name, on_behalf_of_user)
