using SipEdge.Media.Relay;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Relay;

/// <summary>A phone with keys, or without.</summary>
internal sealed class Leg
{
    private readonly SrtpKey _fromPhone;
    private readonly SrtpKey _toPhone;
    private readonly SrtpContext? _sender;
    private readonly SrtpContext? _receiver;

    public Leg(RelayFixture.Phone phone, bool secure)
    {
        Phone = phone;
        if (secure)
        {
            _fromPhone = SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_80);
            _toPhone = SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_32);
            _sender = new SrtpContext(_fromPhone);
            _receiver = new SrtpContext(_toPhone);
        }
    }

    public RelayFixture.Phone Phone { get; }

    public StreamSettings Settings(LatchMode latch = LatchMode.Off) => Phone.Secure(_fromPhone, _toPhone, latch);

    public byte[] Protect(byte[] packet)
    {
        var buffer = TestPackets.WithRoom(packet);
        Assert.Equal(SrtpStatus.Ok, _sender!.Protect(buffer, packet.Length, out var length));
        return buffer[..length];
    }

    public byte[] ProtectRtcp(byte[] compound)
    {
        if (_sender is null)
        {
            return compound;
        }

        var buffer = TestPackets.WithRoom(compound);
        Assert.Equal(SrtpStatus.Ok, _sender.ProtectRtcp(buffer, compound.Length, out var length));
        return buffer[..length];
    }

    public void SendRtcpMuxed(byte[] compound, ushort port) => Phone.SendRtp(ProtectRtcp(compound), port);

    public byte[] ReceiveRtcpMuxed() => UnprotectRtcp(Phone.ReceiveRtpToChange());

    public void SendRtp(byte[] packet, ushort port) => SendRtpFrom(Phone, packet, port);

    public void SendRtpFrom(RelayFixture.Phone phone, byte[] packet, ushort port) =>
        phone.SendRtp(_sender is null ? packet : Protect(packet), port);

    public void SendRtcp(byte[] compound, ushort port) => Phone.SendRtcp(ProtectRtcp(compound), port);

    public byte[] ReceiveRtp() => ReceiveRtpAt(Phone);

    public byte[] ReceiveRtpAt(RelayFixture.Phone phone)
    {
        var packet = phone.ReceiveRtpToChange();
        var length = packet.Length;
        if (_receiver is not null)
        {
            Assert.Equal(SrtpStatus.Ok, _receiver.Unprotect(packet, out length));
        }

        return packet[..length].ToArray();
    }

    public byte[] ReceiveRtcp() => UnprotectRtcp(Phone.ReceiveRtcp());

    private byte[] UnprotectRtcp(Span<byte> packet)
    {
        var length = packet.Length;
        if (_receiver is not null)
        {
            Assert.Equal(SrtpStatus.Ok, _receiver.UnprotectRtcp(packet, out length));
        }

        return packet[..length].ToArray();
    }
}
