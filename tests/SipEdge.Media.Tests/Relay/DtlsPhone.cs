using System.Diagnostics;
using SipEdge.Media.Dtls;
using SipEdge.Media.Ice;
using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;
using SipEdge.Media.Tests.Ice;

namespace SipEdge.Media.Tests.Relay;

/// <summary>A peer that makes its keys on the media port, with a certificate of its own; and, if asked, checks first.</summary>
internal sealed class DtlsPhone : IDisposable
{
    private static readonly DtlsTimes Times = new(10_000_000_000, 20_000_000);

    private readonly DtlsContext _context = DtlsContext.TryCreate()!;
    private readonly byte[] _packet = new byte[2048];
    private DtlsHandshake? _handshake;
    private SrtpContext? _receive;
    private SrtpContext? _send;
    private uint _checks;

    public DtlsPhone(RelayFixture.Phone phone) => Phone = phone;

    public RelayFixture.Phone Phone { get; }

    public DtlsFingerprint Fingerprint => _context.Fingerprint;

    /// <summary>As our edge is told of this phone; the role is the edge's.</summary>
    public StreamSettings Settings(DtlsRole role, LatchMode latch = LatchMode.Off) =>
        new(Phone.Rtp, MediaEndpoint.None, SrtpKey.None, SrtpKey.None, latch)
        {
            RtcpMux = true,
            Dtls = new DtlsSettings(role, Fingerprint),
        };

    /// <summary>The whole handshake with the edge behind <paramref name="port"/>; returns how it ended here.</summary>
    public DtlsState Shake(DtlsRole role, DtlsFingerprint edge, ushort port)
    {
        Begin(role, edge);
        while (_handshake!.State == DtlsState.Handshaking)
        {
            Flush(port);
            if (Phone.WaitForRtp(TimeSpan.FromMilliseconds(5)))
            {
                _handshake.Take(Phone.ReceiveRtp(), Stopwatch.GetTimestamp());
            }

            _handshake.Tick(Stopwatch.GetTimestamp());
        }

        Flush(port);
        if (_handshake.State == DtlsState.Established)
        {
            _handshake.TakeKeys(out var receive, out var send);
            (_receive, _send) = (new SrtpContext(receive), new SrtpContext(send));
        }

        return _handshake.State;
    }

    /// <summary>The first flight alone.</summary>
    public void Hello(DtlsFingerprint edge, ushort port)
    {
        Begin(DtlsRole.Active, edge);
        Flush(port);
    }

    /// <summary>Checks with the credentials of <paramref name="edge"/>'s settings and waits for the answer.</summary>
    public StunClass Check(IceSettings edge, bool nominate, ushort port)
    {
        var check = new IceCheck(new IceSettings(edge.Remote, edge.Local)) { UseCandidate = nominate };
        Phone.SendRtp(check.Write(++_checks), port);
        Assert.Equal(StunStatus.Ok, StunMessage.Read(Receive(), out var response));
        return response.Class;
    }

    public void SendRtp(byte[] packet, ushort port) => Phone.SendRtp(Protect(packet), port);

    public byte[] Protect(byte[] packet)
    {
        packet.CopyTo(_packet, 0);
        Assert.Equal(SrtpStatus.Ok, _send!.Protect(_packet, packet.Length, out var length));
        return _packet[..length];
    }

    public void SendRtcp(byte[] packet, ushort port)
    {
        packet.CopyTo(_packet, 0);
        Assert.Equal(SrtpStatus.Ok, _send!.ProtectRtcp(_packet, packet.Length, out var length));
        Phone.SendRtp(_packet.AsSpan(0, length), port);
    }

    public byte[] ReceiveRtp()
    {
        var packet = Receive();
        Assert.Equal(SrtpStatus.Ok, _receive!.Unprotect(packet, out var length));
        return packet[..length].ToArray();
    }

    public byte[] ReceiveRtcp()
    {
        var packet = Receive();
        Assert.Equal(SrtpStatus.Ok, _receive!.UnprotectRtcp(packet, out var length));
        return packet[..length].ToArray();
    }

    public void Dispose()
    {
        _handshake?.Dispose();
        _context.Dispose();
    }

    /// <summary>The next that is not DTLS: the edge may have sent its last flight twice.</summary>
    private Span<byte> Receive()
    {
        while (true)
        {
            var datagram = Phone.ReceiveRtpToChange();
            if (datagram[0] is < 20 or > 63)
            {
                return datagram;
            }

            _handshake!.Take(datagram, Stopwatch.GetTimestamp());
        }
    }

    private void Begin(DtlsRole role, DtlsFingerprint edge)
    {
        _handshake?.Dispose();
        var now = Stopwatch.GetTimestamp();
        _handshake = _context.TryBegin(new DtlsSettings(role, edge), addressProven: true, Times, now, out _)!;
        _handshake.Start(now);
    }

    private void Flush(ushort port)
    {
        while (_handshake!.TryTakeDatagram(out var datagram))
        {
            Phone.SendRtp(datagram, port);
        }
    }
}
