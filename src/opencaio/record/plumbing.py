"""Which tables may be written without an action, and why?

sessions      signed cookies: none in the database
Job           progress of long work
ApiToken      `last_used_at` only; tokens are made and revoked by actions
Letter        the outbox of e-mail: written with the action that it is about, then carried out
SecurityEvent refusals and failed sign-ins, capped
User          `last_login`, password hash after a sign-in upgrade
mfa           allauth's second factors
"""

PLUMBING = ("Job", "ApiToken.last_used_at", "Letter", "SecurityEvent", "User.last_login", "allauth.mfa")
SECURITY_EVENTS_KEPT = 10_000
