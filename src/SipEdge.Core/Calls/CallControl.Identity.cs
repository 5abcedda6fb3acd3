using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

// Naming: who the other leg is told is speaking, on every message of a call but ACK and CANCEL (RFC 3325 §9.1, RFC 5876 §4.1).
internal sealed partial class CallControl
{
    /// <summary>
    /// What the sender of <paramref name="message"/> says of himself on it, as far as the receiver is told; where he says nothing,
    /// what the receiver was told before.
    /// </summary>
    private void WriteIdentity(ref SipWriter writer, CallLeg sender, CallLeg receiver, in SipMessageView message)
    {
        var flow = receiver.NextHop;
        var passage = new Passage(
            sender.Trunk, receiver.Trunk, account: null, receiver.Dialog.IsSecure ? UriScheme.Sips : UriScheme.Sip,
            services.Transport.SentBy(flow));
        var start = writer.Length;
        if (IdentityRewriter.WriteSpoken(ref writer, message, passage, passage.Decide(message, receiver.ToldInPrivate)))
        {
            receiver.Told.Set(services.Buffers, writer.Written[start..]);
        }
        else
        {
            writer.Lines(receiver.Told.Span);
        }
    }
}
