using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>Messages over one TCP or TLS connection.</summary>
internal sealed class StreamProbeWire(PeerProbe probe, bool tls) : ProbeWire
{
    private readonly PipeReader _reader = PipeReader.Create(probe.Stream);
    private readonly StreamFramer _framer = new(ParseLimits.Default);
    private bool _heard;

    public override string ViaTransport => tls ? "TLS" : "TCP";

    public override bool IsReliable => true;

    public override IPEndPoint Local => probe.Local;

    public override async Task<FlowFailure> SendAsync(byte[] message, CancellationToken cancellation)
    {
        try
        {
            await probe.Stream.WriteAsync(message, cancellation).ConfigureAwait(false);
            return default;
        }
        catch (IOException)
        {
            return default; // what the peer said before it closed is still to be read, and tells more
        }
    }

    public override async Task<Received> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await _reader.ReadAsync(cancellation).ConfigureAwait(false);
            }
            catch (IOException failed)
            {
                return new Received([], _heard ? new FlowFailure(FlowFault.ClosedByPeer) : probe.FailureOf(failed));
            }
            _heard |= read.Buffer.Length > 0;
            var status = _framer.TryFrame(read.Buffer, out var length);
            if (length > 0)
            {
                var bytes = read.Buffer.Slice(0, length).ToArray();
                _reader.AdvanceTo(read.Buffer.GetPosition(length));
                if (status == FrameStatus.Message)
                {
                    return new Received(bytes, default);
                }
                continue;
            }
            // A control byte begins no SIP message, however much follows: a TLS record does.
            var foreign = read.Buffer.Length > 0 && read.Buffer.FirstSpan[0] < (byte)' ' && status == FrameStatus.NeedMoreData;
            if (status == FrameStatus.Refused || foreign || (read.IsCompleted && read.Buffer.Length > 0))
            {
                var rest = read.Buffer.ToArray();
                _reader.AdvanceTo(read.Buffer.End);
                return new Received(rest, default);
            }
            if (read.IsCompleted)
            {
                return new Received([], new FlowFailure(FlowFault.ClosedByPeer));
            }
            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync().ConfigureAwait(false);
        await probe.DisposeAsync().ConfigureAwait(false);
    }
}
