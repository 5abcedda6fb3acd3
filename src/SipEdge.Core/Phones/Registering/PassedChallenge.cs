using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones.Registering;

/// <summary>What a PBX wants of a phone whose password it checks itself.</summary>
internal static class PassedChallenge
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
}
