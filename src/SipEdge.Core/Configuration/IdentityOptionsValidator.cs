using System.Collections.Immutable;

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
        if (identity is { FromUserForInvite: true, FromUser: null })
        {
            problems.Error($"{path}.from_user_for_invite", "there is no from_user to send");
        }
        if (identity is { FromUserForInvite: false, FromUser: not null })
        {
            problems.Warning(
                $"{path}.from_user", "the caller stays in From of a call; only from_user_for_invite: true puts this there");
        }
        var tells = identity.EffectiveTrustOutbound == TrustMode.Trusted
            || identity.SendPaiUntrusted != UntrustedIdentityMode.Never;
        if (!tells && identity.Pai is AssertedIdentityMode.Pass or AssertedIdentityMode.Set)
        {
            problems.Error($"{path}.pai", "an asserted identity does not go to an untrusted peer (RFC 3325 §7)",
                "trust: trusted, pai: remove, or send_pai_untrusted: when_not_private");
        }
        if (identity.EffectiveTrustOutbound == TrustMode.Trusted && identity.SendPaiUntrusted != UntrustedIdentityMode.Never)
        {
            problems.Error($"{path}.send_pai_untrusted", "this peer is trusted: it is told everything, also what is private");
        }
        ValidateHeaders(identity.Accept, $"{path}.accept", problems);
        ValidateHeaders(identity.Send, $"{path}.send", problems);
        if (identity.Send.IsEmpty && identity.EffectivePai != AssertedIdentityMode.Remove)
        {
            problems.Error(
                $"{path}.send", "an identity is to be sent, but no header may carry it", "pai, ppi, rpid; or pai: remove");
        }
    }

    private static void ValidateHeaders(ImmutableArray<IdentityHeader> headers, string path, ProblemList problems) =>
        Rules.Unique(
            problems, headers.Select((header, i) => ($"{path}[{i}]", ConfigNames.IdentityCarrier.Name(header))), "header");

    /// <summary>What needs no escape in the user part of a URI (RFC 3261 §25.1).</summary>
    private static bool IsUserCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || "-_.!~*'()&=+$,;?/".Contains(c, StringComparison.Ordinal);
}
