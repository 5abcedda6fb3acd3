using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones.Registering;

/// <summary>What a PBX wants of who registers: answered in a phone's place, or handed to the phone.</summary>
internal static class PbxChallenge
{
    /// <summary>The challenges themselves and nothing else of the answer.</summary>
    public static void Copy(ref SipWriter writer, scoped in SipMessageView response)
    {
        foreach (ref readonly var slot in response.Headers)
        {
            if (slot.Id is HeaderId.WwwAuthenticate or HeaderId.ProxyAuthenticate)
            {
                writer.Header(slot.Id, response.Value(slot));
            }
        }
    }

    /// <summary>Only the nonce was too old: the password was right (RFC 7616 §3.3).</summary>
    public static bool IsStale(in SipMessageView response)
    {
        foreach (ref readonly var slot in response.Headers)
        {
            if (slot.Id is HeaderId.WwwAuthenticate or HeaderId.ProxyAuthenticate
                && DigestChallengeView.TryParse(response.Value(slot), out var challenge) == DigestParseStatus.Complete
                && challenge.Stale)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The line that answers the topmost challenge that can be (RFC 8760 §2.5); empty when none can. The PBX is the only one whose
    /// challenges come here: the answer goes back over the transaction that brought it.
    /// </summary>
    public static byte[] Answer(
        in SipMessageView response, PbxCredentials credentials, ReadOnlySpan<byte> requestUri, ReadOnlySpan<byte> cnonce)
    {
        Span<byte> ha1 = stackalloc byte[DigestAlgorithms.MaxHexLength];
        foreach (ref readonly var slot in response.Headers)
        {
            if (slot.Id is not (HeaderId.WwwAuthenticate or HeaderId.ProxyAuthenticate)
                || DigestChallengeView.TryParse(response.Value(slot), out var challenge) != DigestParseStatus.Complete)
            {
                continue;
            }
            var length = DigestResponse.WriteHa1(
                challenge.Algorithm, credentials.Username, challenge.Realm, credentials.RevealPassword(), ha1);
            var line = new byte[2048];
            var writer = new SipWriter(line);
            DigestAnswer.Write(
                ref writer, slot.Id == HeaderId.ProxyAuthenticate, challenge, credentials.Username, ha1[..length], "REGISTER"u8,
                requestUri, cnonce, nonceCount: 1);
            if (!writer.Failed)
            {
                return writer.Written.ToArray();
            }
        }
        return [];
    }
}
