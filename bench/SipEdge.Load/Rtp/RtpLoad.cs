using SipEdge.Load.Measure;
using SipEdge.Load.Sip;
using SipEdge.Load.Sockets;

namespace SipEdge.Load.Rtp;

/// <summary>
/// Sends the audio of many calls at a steady rate, evenly spread over time (a packet of another stream every few microseconds, as
/// a network would bring them), receives it behind the system under test, and knows for each packet when it was sent.
/// </summary>
internal sealed class RtpLoad : IDisposable
{
    private const int LongestBatch = 32;
    private const int VerifyOneIn = 16;
    private readonly UdpBatch _out;
    private readonly UdpBatch _in;
    private long _windowStart;
    private long _windowEnd;

    internal RtpLoad(Ipv4Endpoint caller, Ipv4Endpoint callee, CallLoad calls)
    {
        _out = new UdpBatch(caller, 512);
        _in = new UdpBatch(callee, 512);
        Calls = calls;
    }

    /// <summary>The held calls, whose signalling goes on meanwhile.</summary>
    internal CallLoad Calls { get; set; }

    internal Waiting Waiting { get; } = new();

    /// <summary>Packets that came out of the system under test, since the beginning.</summary>
    internal long Received { get; private set; }

    /// <summary>
    /// Sends for warm-up + window, calls <paramref name="open"/> and <paramref name="close"/> at the ends of the window.
    /// </summary>
    internal RelayStatistics Run(RtpStream[] streams, double perSecond, TimeSpan warmUp, TimeSpan window, Action open,
        Action close)
    {
        Discard(_in);
        var statistics = new RelayStatistics();
        double interval = Clock.Second / perSecond;
        long start = Clock.Now;
        long windowStart = start + (long)(warmUp.TotalSeconds * Clock.Second);
        long windowEnd = windowStart + (long)(window.TotalSeconds * Clock.Second);
        _windowStart = long.MaxValue;
        _windowEnd = long.MaxValue;
        double next = start;
        int stream = 0;
        long nextSip = start;
        while (true)
        {
            long now = Clock.Now;
            if (now >= windowEnd + (Clock.Second / 2))
            {
                break;
            }

            if (now >= windowStart && _windowStart == long.MaxValue)
            {
                open();
                Waiting.Restart();
                _windowStart = Clock.Now;
            }
            else if (now >= windowEnd && _windowEnd == long.MaxValue)
            {
                _windowEnd = now;
                statistics.Headroom = Waiting.Headroom;
                close();
            }

            bool busy = Send(streams, statistics, ref next, ref stream, interval, now);
            busy |= Receive(streams, statistics);
            if (now >= nextSip)
            {
                Calls.Turn(wait: false);
                Discard(_out);
                nextSip = now + (5 * Clock.Millisecond);
            }

            Waiting.Turn(busy, Math.Min((long)next, nextSip), _in.Descriptor, _in.Descriptor);
        }

        return statistics;
    }

    public void Dispose()
    {
        _out.Dispose();
        _in.Dispose();
    }

    private bool Send(RtpStream[] streams, RelayStatistics statistics, ref double next, ref int stream, double interval, long now)
    {
        int sent = 0;
        while (next <= now && sent < LongestBatch)
        {
            bool counted = now >= _windowStart && now < _windowEnd;
            if (counted)
            {
                statistics.Lateness.Add(now - (long)next);
                statistics.Sent++;
            }

            var source = streams[stream];
            int length = source.Write(_out.Reserve(), now);
            _out.Commit(length, source.Target);
            stream = stream + 1 == streams.Length ? 0 : stream + 1;
            next += interval;
            sent++;
        }

        _out.Flush();
        return sent > 0;
    }

    private bool Receive(RtpStream[] streams, RelayStatistics statistics)
    {
        int count = _in.Receive();
        long now = Clock.Now;
        for (int i = 0; i < count; i++)
        {
            var packet = _in.ReceivedForChange(i);
            uint index = packet.Length < RtpStream.HeaderLength ? uint.MaxValue : RtpStream.IndexOf(packet);
            if (index >= streams.Length)
            {
                statistics.Strange++;
                continue;
            }

            Received++;
            var stream = streams[index];
            long sentAt = stream.SentAt(packet);
            if (sentAt >= _windowStart && sentAt < _windowEnd)
            {
                statistics.Received++;
                statistics.Delay.Add(now - sentAt);
            }

            if (Received % VerifyOneIn == 0)
            {
                statistics.Verified++;
                statistics.Damaged += stream.IsIntact(packet) ? 0 : 1;
            }
        }

        return count > 0;
    }

    /// <summary>Late packets of an earlier run must not be taken for those of this one.</summary>
    private static void Discard(UdpBatch socket)
    {
        while (socket.Receive() > 0)
        {
        }
    }
}
