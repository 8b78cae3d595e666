"""Runs the custom actions in the process of the assistant."""

from __future__ import annotations

from typing import Any, Dict, Optional

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import ActionExecutor

import bot.actions


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the SDK's executor instead of posting to `rasa run actions`."""

    def __init__(self) -> None:
        """Register every action of `bot.actions`."""
        # The domain is only sent to the actions that ask for it, and none does.
        super().__init__(enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(bot.actions)

    async def request(
        self,
        method: str = "post",
        subpath: Optional[str] = None,
        content_type: Optional[str] = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run the action that `json` names; the answer is the body the action server would send."""
        body: Dict[str, Any] = kwargs["json"]
        answer = await self._executor.run(body)
        # Every rule of ours ends with its one action, so what follows is known without asking the policy again, which
        # is a quarter of a turn, unless the action says what does. After a session has begun, the message that began it
        # is still to be answered.
        said = answer and any(event["event"] == "followup" for event in answer["events"])
        if answer and not said and body["next_action"] != ACTION_SESSION_START_NAME:
            answer["events"].append(FollowupAction(ACTION_LISTEN_NAME))
        return answer
