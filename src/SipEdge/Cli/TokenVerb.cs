using System.CommandLine;

namespace SipEdge.Cli;

/// <summary><c>sipedge token</c>: header tokens, which are listed and changed here and made by naming them in an ACL.</summary>
internal static class TokenVerb
{
    public static Command Create(Terminal terminal) => new Verb(
        "token",
        "Header tokens: change one while both work, list them with their last use",
        "sipedge token list",
        "sipedge token rotate pbx-7 --overlap 24h")
    {
        TokenListVerb.Create(terminal),
        TokenRotateVerb.Create(terminal),
    };
}
