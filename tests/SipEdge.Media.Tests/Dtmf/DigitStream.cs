using SipEdge.Media.Dtmf;
using SipEdge.Media.Rtp;

namespace SipEdge.Media.Tests.Dtmf;

/// <summary>The event packets of one stream as a sender makes them, and a detector that hears some of them.</summary>
internal sealed class DigitStream(uint ssrc = 0xD161, int clockRate = 8000)
{
    private const long SlotNanoseconds = 20_000_000;

    private DigitSender _sender;
    private ushort _sequence = 100;
    private uint _timestamp = 4_294_960_000; // wraps within the first second

    public long Now { get; private set; } = 1_000_000_000;

    public bool IsIdle => _sender.IsIdle;

    /// <summary>Every event packet of these digits; slots between them pass as audio does.</summary>
    public List<(RtpHeader Header, byte[] Payload, long At)> Send(params DigitPress[] presses)
    {
        var packets = new List<(RtpHeader, byte[], long)>();
        foreach (var press in presses)
        {
            Assert.True(_sender.TryQueue(press));
        }

        while (!_sender.IsIdle)
        {
            if (_sender.TryNext(_timestamp, clockRate, Now, out var slot))
            {
                var payload = new byte[TelephoneEvent.Length];
                slot.Event.Write(payload);
                packets.Add((new RtpHeader(101, slot.Marker, _sequence, slot.Timestamp, ssrc, 12), payload, Now));
            }

            _sequence++;
            _timestamp += (uint)(clockRate / 50);
            Now += SlotNanoseconds;
        }

        return packets;
    }

    /// <summary>What a detector hears of these packets, in this order, and after a silence.</summary>
    public static List<DigitPress> Hear(IEnumerable<(RtpHeader Header, byte[] Payload, long At)> packets, int clockRate = 8000)
    {
        var detector = default(DigitDetector);
        var heard = new List<DigitPress>();
        var now = 0L;
        Span<DigitPress> room = new DigitPress[DigitDetector.MaxAtOnce];
        foreach (var (header, payload, at) in packets)
        {
            now = Math.Max(now, at);
            if (detector.TryExpire(now, out var late))
            {
                heard.Add(late);
            }

            var count = detector.Add(header, payload, clockRate, now, room);
            heard.AddRange(room[..count].ToArray());
        }

        if (detector.TryExpire(now + DigitDetector.Patience, out var last))
        {
            heard.Add(last);
        }

        Assert.False(detector.IsHearing);
        return heard;
    }
}
