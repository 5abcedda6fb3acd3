using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Rewrite;

/// <summary>
/// Who a gateway is told the caller is: From by the trunk's rules, P-Asserted-Identity by trust (RFC 3325).
/// A From or identity that cannot be read is not passed on; the edge's own anonymous form takes its place.
/// </summary>
public static class IdentityRewriter
{
    private const int LongestAccount = 256;

    private static ReadOnlySpan<byte> AnonymousHost => "anonymous.invalid"u8;

    /// <param name="ownAddress">"host:port" of the edge: what stands where the caller's own host was.</param>
    public static void WriteFrom(
        ref SipWriter writer, scoped in SipMessageView invite, IdentityRules rules, UriScheme scheme,
        scoped ReadOnlySpan<byte> ownAddress, scoped ReadOnlySpan<byte> tag)
    {
        var known = TryReadIdentity(invite.First(HeaderId.From), out var display, out var uri);
        var user = rules.FromUser ?? (known ? uri.User : "anonymous"u8);
        var host = rules.FromHost
            ?? (!known || Ascii.EqualsIgnoreCase(uri.Host, AnonymousHost) ? AnonymousHost : HostOf(ownAddress));

        writer.Begin(HeaderId.From);
        var shown = rules.FromDisplay ?? (known ? display : "\"Anonymous\""u8);
        if (!shown.IsEmpty)
        {
            writer.Append(shown);
            writer.Append((byte)' ');
        }
        WriteUri(ref writer, scheme, user, host);
        writer.Append(";tag="u8);
        writer.Append(tag);
        writer.End();
    }

    /// <summary>At most one sip or sips and one tel identity, the first of each kind (RFC 3325 §9.1).</summary>
    public static void WriteAssertedIdentity(
        ref SipWriter writer, scoped in SipMessageView invite, in AdmissionDecision admission, IdentityRules rules,
        UriScheme scheme, scoped ReadOnlySpan<byte> ownAddress)
    {
        if (rules.Pai == AssertedIdentityMode.Remove || (!rules.Trusted && AsksForPrivacy(invite)))
        {
            return;
        }
        var asserted = admission.Trunk is { Identity.Trusted: true } && CopyAsserted(ref writer, invite, scheme, ownAddress);
        if (asserted || rules.Pai != AssertedIdentityMode.Set)
        {
            return;
        }
        scoped ReadOnlySpan<byte> user;
        Span<byte> account = stackalloc byte[LongestAccount];
        if (admission.Account is not null)
        {
            if (!Encoding.UTF8.TryGetBytes(admission.Account.Name, account, out var length))
            {
                return;
            }
            user = account[..length];
        }
        else if (TryReadIdentity(invite.First(HeaderId.From), out _, out var uri)
            && !Ascii.EqualsIgnoreCase(uri.Host, AnonymousHost))
        {
            user = uri.User;
        }
        else
        {
            return; // nothing is known that could be asserted
        }
        writer.Begin(HeaderId.PAssertedIdentity);
        WriteUri(ref writer, scheme, user, rules.FromHost ?? HostOf(ownAddress));
        writer.End();
    }

    private static bool CopyAsserted(
        ref SipWriter writer, scoped in SipMessageView invite, UriScheme scheme, scoped ReadOnlySpan<byte> ownAddress)
    {
        var sip = false;
        var tel = false;
        foreach (var value in invite.Values(HeaderId.PAssertedIdentity))
        {
            if (!TryReadIdentity(value, out var display, out var uri))
            {
                continue;
            }
            ref var seen = ref uri.Scheme == UriScheme.Tel ? ref tel : ref sip;
            if (seen)
            {
                continue;
            }
            seen = true;
            writer.Begin(HeaderId.PAssertedIdentity);
            if (!display.IsEmpty)
            {
                writer.Append(display);
                writer.Append((byte)' ');
            }
            if (uri.Scheme == UriScheme.Tel)
            {
                writer.Append("<tel:"u8);
                writer.Append(uri.User);
                writer.Append(">"u8);
            }
            else
            {
                WriteUri(ref writer, scheme, uri.User, HostOf(ownAddress));
            }
            writer.End();
        }
        return sip || tel;
    }

    /// <summary>
    /// "Privacy: id", "header" or "user" (RFC 3323 §4.2, RFC 3325 §9.3): to be kept from those outside the trust domain.
    /// </summary>
    private static bool AsksForPrivacy(in SipMessageView invite)
    {
        foreach (ref readonly var slot in invite.Headers)
        {
            if (slot.Id != HeaderId.Privacy)
            {
                continue;
            }
            var rest = invite.Value(slot);
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOfAny(";,"u8);
                var token = (end < 0 ? rest : rest[..end]).Trim(" \t"u8);
                rest = end < 0 ? [] : rest[(end + 1)..];
                if (Ascii.EqualsIgnoreCase(token, "id"u8) || Ascii.EqualsIgnoreCase(token, "header"u8)
                    || Ascii.EqualsIgnoreCase(token, "user"u8))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static bool TryReadIdentity(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> display, out SipUriView uri)
    {
        if (NameAddressView.TryParse(value, out var address) && SipUriView.TryParse(address.Uri, out uri)
            && uri.Scheme != UriScheme.Unknown)
        {
            display = address.DisplayName;
            return true;
        }
        display = default;
        uri = default;
        return false;
    }

    private static void WriteUri(ref SipWriter writer, UriScheme scheme, scoped ReadOnlySpan<byte> user,
        scoped ReadOnlySpan<byte> host)
    {
        writer.Append(scheme == UriScheme.Sips ? "<sips:"u8 : "<sip:"u8);
        if (!user.IsEmpty)
        {
            writer.Append(user);
            writer.Append((byte)'@');
        }
        writer.Append(host);
        writer.Append(">"u8);
    }

    /// <summary>An identity names a host, not the port that it happens to be reached at.</summary>
    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> hostPort)
    {
        var colon = hostPort.LastIndexOf((byte)':');
        return colon > 0 && colon > hostPort.LastIndexOf((byte)']') ? hostPort[..colon] : hostPort;
    }
}
