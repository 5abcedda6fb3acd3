using SipEdge.Core.Configuration;
using SipEdge.Core.Rewrite;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Calls;

// Carrying: what of a message's headers reaches the other leg, and who it is told is speaking (RFC 3325 §9.1, RFC 5876 §4.1).
internal sealed partial class CallControl
{
    /// <summary>
    /// What the sender of <paramref name="message"/> says of himself on it, as far as the receiver is told; where he says
    /// nothing, what the receiver was told before. Then the headers that pass.
    /// </summary>
    private void Carry(ref SipWriter writer, Call call, CallLeg receiver, in SipMessageView message)
    {
        var sender = receiver == call.Caller ? call.Callee : call.Caller;
        var flow = receiver.NextHop;
        var passage = new Passage(
            sender.Trunk, receiver.Trunk, account: null, receiver.Dialog.IsSecure ? UriScheme.Sips : UriScheme.Sip,
            services.Transport.SentBy(flow));
        var start = writer.Length;
        var outcome = passage.Decide(message, receiver.ToldInPrivate);
        // Whose number was checked when the call came does not become somebody else in the middle of it.
        var maySpeak = sender == call.Callee || call.CallerId.Mode == CallerIdMode.Any;
        if (maySpeak && IdentityRewriter.WriteSpoken(ref writer, message, passage, outcome))
        {
            receiver.Told.Set(services.Buffers, writer.Written[start..]);
        }
        else
        {
            writer.Lines(receiver.Told.Span);
        }
        HeaderPassage.Copy(ref writer, message, passage, outcome.IsPrivate);
    }
}
