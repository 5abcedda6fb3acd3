namespace SipEdge.Core.Configuration;

internal static class IdentityOptionsValidator
{
    public static void Validate(IdentityOptions identity, string path, ProblemList problems)
    {
        if (identity.FromUser is { } user && (user.Length == 0 || !user.All(IsUserCharacter)))
        {
            problems.Error($"{path}.from_user", "a user part has letters, digits and -_.!~*'()&=+$,;?/");
        }
        if (identity.FromHost is { } host && !HostName.IsValid(host) && !AddressPrefix.TryParseAddress(host, out _, out _))
        {
            problems.Error($"{path}.from_host", $"'{host}' is neither a host name nor an IP address");
        }
        if (identity.FromDisplay is { } display && display.Any(char.IsControl))
        {
            problems.Error($"{path}.from_display", "a display name has no control characters");
        }
        if (identity is { Trust: TrustMode.Untrusted, Pai: AssertedIdentityMode.Pass or AssertedIdentityMode.Set })
        {
            problems.Error($"{path}.pai", "an asserted identity does not go to an untrusted peer (RFC 3325 §7)",
                "trust: trusted, or pai: remove");
        }
    }

    /// <summary>What needs no escape in the user part of a URI (RFC 3261 §25.1).</summary>
    private static bool IsUserCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || "-_.!~*'()&=+$,;?/".Contains(c, StringComparison.Ordinal);
}
