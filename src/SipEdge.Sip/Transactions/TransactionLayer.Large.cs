using System.Runtime.CompilerServices;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

// Requests too long for a datagram (RFC 3261 §18.1.1).
public sealed partial class TransactionLayer
{
    /// <summary>A sent-by with the longest host name, a branch and the rest.</summary>
    private const int MaxVia = 512;

    private readonly StreamRefusals _noStream = new();

    /// <summary>
    /// Writes a request anew for a connection when it is too long for a datagram and its target took connections so far. The
    /// way as a datagram is kept, for when it takes none.
    /// </summary>
    private void PreferStream(Transaction started, scoped in RequestContent request, TransactionBranch branch, long now)
    {
        started.Large = request.Large;
        if (started.Flow.Transport != TransportKind.Udp || !request.Large.Applies(started.Message.Length)
            || _noStream.Contains(started.Flow.Remote, now))
        {
            return;
        }

        var stream = started.Flow with { Transport = TransportKind.Tcp, Listener = request.Large.StreamListener };
        var message = WriteRequest(request, stream, branch);
        if (message.IsEmpty)
        {
            return;
        }

        _buffers.Return(ref started.Message);
        started.Message = message;
        started.DatagramListener = started.Flow.Listener;
        started.MayFallBack = true;
        started.Flow = stream;
        Counters.LargeOverStream++;
    }

    /// <summary>
    /// The connection that a large request was to take was refused, timed out or reset: it leaves as a datagram after all, with
    /// the branch it has, so that a peer that did read it knows it again.
    /// </summary>
    /// <returns>False when it was no such request, or the datagram cannot leave either.</returns>
    private bool TryFallBack(Transaction client, long now)
    {
        if (!client.MayFallBack)
        {
            return false;
        }

        client.MayFallBack = false;
        if (client is not ({ Kind: TransactionKind.InviteClient, InviteClient: InviteClientState.Initial or InviteClientState.Calling }
            or { Kind: TransactionKind.NonInviteClient, NonInviteClient: NonInviteClientState.Initial or NonInviteClientState.Trying }))
        {
            return false;
        }

        var datagram = client.Flow with { Transport = TransportKind.Udp, Listener = client.DatagramListener, Connection = 0 };
        var message = WithVia(client.Message.Filled, datagram);
        if (message.IsEmpty)
        {
            return false;
        }

        _noStream.Add(datagram.Remote, now);
        Counters.LargeFellBack++;
        StopTimers(client);
        _buffers.Return(ref client.Message);
        client.Message = message;
        client.Flow = datagram;
        client.SendFailed = false;
        client.InviteClient = InviteClientState.Initial;
        client.NonInviteClient = NonInviteClientState.Initial;
        OnClientInput(client, ClientInput.Start, now);
        return true;
    }

    /// <summary>A request of ours with the Via of another way; everything else byte for byte.</summary>
    [SkipLocalsInit]
    private BufferLease WithVia(ReadOnlySpan<byte> sent, in Flow flow)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        if (SipParser.Parse(sent, slots, ParseLimits.Default, out var request) != ParseStatus.Complete)
        {
            Counters.Unwritable++;
            return default;
        }

        var old = Slice.In(sent, request.TopVia.Raw);
        Span<byte> room = stackalloc byte[MaxVia];
        var via = new SipWriter(room);
        AppendVia(ref via, flow, request.TopVia.Branch);
        var before = sent[..old.Start];
        var after = sent[(old.Start + old.Length)..];
        var length = before.Length + via.Length + after.Length;
        if (via.Failed || length > BufferPool.MaxSize)
        {
            Counters.Unwritable++;
            return default;
        }

        var message = _buffers.Rent(length);
        before.CopyTo(message.Memory);
        via.Written.CopyTo(message.Memory[before.Length..]);
        after.CopyTo(message.Memory[(before.Length + via.Length)..]);
        message.Length = length;
        return message;
    }

    private void AppendVia(ref SipWriter writer, in Flow flow, scoped ReadOnlySpan<byte> branch)
    {
        writer.Append("SIP/2.0/"u8);
        writer.Append(flow.Transport.ViaName());
        writer.Append((byte)' ');
        writer.Append(_transport.SentBy(flow));
        writer.Append(";branch="u8);
        writer.Append(branch);
        if (flow.Transport == TransportKind.Udp)
        {
            // RFC 3581: behind a NAT the answer still finds us.
            writer.Append(";rport"u8);
        }
    }
}
