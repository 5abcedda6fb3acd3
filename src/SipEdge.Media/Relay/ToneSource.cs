using System.Security.Cryptography;

namespace SipEdge.Media.Relay;

/// <summary>
/// The source under which the relay speaks to a side in its own name: one for a session, whatever is said and however often,
/// so that a peer's SRTP state sees one source and no index twice. Plain data.
/// </summary>
internal struct ToneSource
{
    private ushort _sequence;
    private uint _timestamp;
    private long _at;

    public uint Ssrc { get; private set; }

    /// <summary>A number for the next packet.</summary>
    public ushort NextSequence() => ++_sequence;

    /// <summary>Draws SSRC, sequence and time at random (RFC 3550 §5.1).</summary>
    public static ToneSource Random()
    {
        Span<byte> bytes = stackalloc byte[10];
        RandomNumberGenerator.Fill(bytes);
        return new ToneSource
        {
            Ssrc = BitConverter.ToUInt32(bytes),
            _timestamp = BitConverter.ToUInt32(bytes[4..]),
            _sequence = (ushort)(BitConverter.ToUInt16(bytes[8..]) & 0x7FFF), // RFC 3711 §3.3.1: not near a roll-over
        };
    }

    /// <summary>The RTP time of a moment. Goes on while nothing is said, at whatever clock is asked for.</summary>
    public uint TimeAt(long now, int clockRate)
    {
        var elapsed = now - _at;
        if (_at == 0 || elapsed < 0)
        {
            _at = now;
            return _timestamp;
        }

        var units = (uint)((UInt128)elapsed * (uint)clockRate / 1_000_000_000);
        if (elapsed >= 1_000_000_000)
        {
            // A new starting point now and then, on a whole second, so that nothing is lost by rounding.
            var seconds = elapsed / 1_000_000_000;
            _timestamp += (uint)(seconds * clockRate);
            _at += seconds * 1_000_000_000;
            units -= (uint)(seconds * clockRate);
        }

        return _timestamp + units;
    }
}
