"""Writes the fixtures of libraries that run in a browser or on Android only. No library wrote these: the shapes are from
their documentation and sources, as README.md says.

A browser's local storage holds strings, so what lies in it is JSON within JSON.
"""

import json

from canned import NOW, jwt

END = NOW + 3600
AUTH0 = "https://tenant.auth0.com/"


def write(name: str, content: dict) -> None:
    with open(f"{name}.json", "w") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
        file.write("\n")


def text(content: dict) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


entry = "@@auth0spajs@@::notes-client::https://api.example.com::openid profile email offline_access"
claims = {"iss": AUTH0, "sub": "auth0|123", "aud": "notes-client"}
decoded = {"encoded": {}, "header": {}, "claims": claims, "user": {"sub": "auth0|123"}}
write(
    "auth0-spa-js",
    {
        entry: text(
            {
                "body": {
                    "client_id": "notes-client",
                    "access_token": jwt(iss=AUTH0, sub="auth0|123", aud="https://api.example.com"),
                    "refresh_token": "v1.auth0-refresh-1",
                    "scope": "openid profile email offline_access",
                    "expires_in": 86400,
                    "token_type": "Bearer",
                    "audience": "https://api.example.com",
                    "oauthTokenScope": "openid profile email offline_access",
                },
                "expiresAt": NOW + 86400,
            }
        ),
        "@@auth0spajs@@::notes-client::@@user@@": text({"id_token": jwt(**claims), "decodedToken": decoded}),
    },
)

write(
    "oidc-client-ts",
    {
        "oidc.user:https://old.example.com/:notes-client": text(
            {
                "id_token": jwt(iss="https://old.example.com/", sub="ada", aud="notes-client"),
                "session_state": "x.y",
                "access_token": jwt(iss="https://old.example.com/", sub="ada"),
                "refresh_token": "oidc-refresh-1",
                "token_type": "Bearer",
                "scope": "openid offline_access",
                "profile": {"iss": "https://old.example.com/", "sub": "ada", "aud": "notes-client"},
                "expires_at": END,
            }
        )
    },
)

configuration = {
    "authorizationEndpoint": f"{AUTH0}authorize",
    "tokenEndpoint": f"{AUTH0}oauth/token",
    "discoveryDoc": {"issuer": AUTH0, "authorization_endpoint": f"{AUTH0}authorize"},
}
write(
    "appauth",
    {
        "refreshToken": "appauth-refresh-1",
        "scope": "openid offline_access",
        "config": configuration,
        "lastAuthorizationResponse": {
            "request": {"configuration": configuration, "clientId": "notes-client", "responseType": "code"},
            "state": "s",
            "code": "spent",
        },
        "mLastTokenResponse": {
            "request": {"configuration": configuration, "clientId": "notes-client", "grantType": "authorization_code"},
            "token_type": "Bearer",
            "access_token": jwt(iss=AUTH0, sub="auth0|123"),
            "expires_at": END * 1000,
            "id_token": jwt(**claims),
            "refresh_token": "appauth-refresh-1",
        },
    },
)

okta = "https://example.okta.com/oauth2/default"
write(
    "okta-auth-js",
    {
        "okta-token-storage": text(
            {
                "accessToken": {
                    "accessToken": jwt(iss=okta, sub="ada"),
                    "claims": {"iss": okta, "sub": "ada"},
                    "expiresAt": END,
                    "tokenType": "Bearer",
                    "scopes": ["openid", "offline_access"],
                    "authorizeUrl": f"{okta}/v1/authorize",
                    "userinfoUrl": f"{okta}/v1/userinfo",
                },
                "idToken": {
                    "idToken": jwt(iss=okta, sub="ada", aud="notes-client"),
                    "claims": {"iss": okta, "sub": "ada"},
                    "expiresAt": END,
                    "scopes": ["openid", "offline_access"],
                    "authorizeUrl": f"{okta}/v1/authorize",
                    "issuer": okta,
                    "clientId": "notes-client",
                },
                "refreshToken": {
                    "refreshToken": "okta-refresh-1",
                    "expiresAt": END,
                    "scopes": ["openid", "offline_access"],
                    "tokenUrl": f"{okta}/v1/token",
                    "authorizeUrl": f"{okta}/v1/authorize",
                    "issuer": okta,
                },
            }
        )
    },
)

supabase = "https://project.supabase.co/auth/v1"
write(
    "supabase",
    {
        "sb-project-auth-token": text(
            {
                "access_token": jwt(iss=supabase, sub="ada", aud="authenticated"),
                "token_type": "bearer",
                "expires_in": 3600,
                "expires_at": END,
                "refresh_token": "supabase-refresh-1",
                "user": {"id": "ada", "aud": "authenticated", "email": "ada@example.com"},
            }
        )
    },
)

firebase = "https://securetoken.google.com/project"
write(
    "firebase",
    {
        "firebase:authUser:AIza-api-key:[DEFAULT]": text(
            {
                "uid": "ada",
                "email": "ada@example.com",
                "emailVerified": True,
                "isAnonymous": False,
                "providerData": [],
                "stsTokenManager": {
                    "refreshToken": "firebase-refresh-1",
                    "accessToken": jwt(iss=firebase, sub="ada", aud="project"),
                    "expirationTime": END * 1000,
                },
                "createdAt": "1756300000000",
                "lastLoginAt": "1756340000000",
                "apiKey": "AIza-api-key",
                "appName": "[DEFAULT]",
            }
        )
    },
)
