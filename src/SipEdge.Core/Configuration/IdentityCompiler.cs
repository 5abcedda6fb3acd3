using System.Text;

namespace SipEdge.Core.Configuration;

internal static class IdentityCompiler
{
    public static IdentityRules Compile(IdentityOptions identity, ConfigLine line) => new()
    {
        FromUser = identity is { FromUserForInvite: true, FromUser: { } user } ? Encoding.UTF8.GetBytes(user) : null,
        FromHost = identity.FromHost is null ? null : Encoding.ASCII.GetBytes(identity.FromHost),
        FromDisplay = identity.FromDisplay is null ? null : Encoding.UTF8.GetBytes(Quoted(identity.FromDisplay)),
        TrustedInbound = identity.EffectiveTrustInbound == TrustMode.Trusted,
        TrustedOutbound = identity.EffectiveTrustOutbound == TrustMode.Trusted,
        Pai = identity.EffectivePai,
        TellUntrusted = identity.SendPaiUntrusted == UntrustedIdentityMode.WhenNotPrivate,
        PaiInAck = identity.PaiInAck,
        Restricted = identity.Presentation == PresentationMode.Restricted,
        Accepts = IdentityHeaders.Of(identity.Accept),
        Sends = IdentityHeaders.Of(identity.Send),
        Form = identity.Form,
        Line = line,
    };

    /// <summary>quoted-string of RFC 3261 §25.1.</summary>
    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
