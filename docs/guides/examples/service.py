"""A web service that decides by a policy: `uvicorn service:app`, then POST a customer to /level?as_of=2024-03-31.

Needs fastapi and uvicorn. Amounts travel as text: a number that JSON readers have made a binary float of is refused.
"""

from datetime import date
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.requests import Request
from fastapi.responses import JSONResponse

import policycore

policy = policycore.load(Path(__file__).with_name("care.policy"))
Customer = policy.record_model("Customer")
app = FastAPI(title="Customer care")


@app.exception_handler(policycore.PolicyError)
def refused(request: Request, error: policycore.PolicyError) -> JSONResponse:
    """Say what is wrong with a request; an outcome that is undetermined is an answer and does not come here."""
    return JSONResponse({"findings": error.report.to_data()}, status_code=422)


@app.post("/level")
def level(customer: Customer, as_of: date) -> dict[str, Any]:  # type: ignore[valid-type]  # the model is made above
    """Return the level of a customer, with the rules that gave it and what is missing."""
    return policy.decide(customer, as_of=as_of).to_data()


@app.post("/level/why")
def why(customer: Customer, as_of: date, lang: str = "en") -> dict[str, str]:  # type: ignore[valid-type]
    """Return the reasons in words."""
    return {"reasons": policy.decide(customer, as_of=as_of).explain("zh" if lang == "zh" else "en")}
