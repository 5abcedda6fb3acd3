using System.Runtime.InteropServices;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Tests.Srtp;

/// <summary>A new key was signalled, and the peer has not heard of it yet.</summary>
public sealed unsafe class SrtpRekeyTests
{
    private readonly SrtpContext _oldSender;
    private readonly SrtpContext _newSender;
    private readonly SrtpContext _receiver;

    public SrtpRekeyTests()
    {
        // Tags of different lengths, as a change of suite has them.
        var oldKey = SrtpKey.Random(SrtpSuite.AesCm128HmacSha1_32);
        var newKey = SrtpKey.Random(SrtpSuite.AeadAes128Gcm);
        _oldSender = new SrtpContext(oldKey);
        _newSender = new SrtpContext(newKey);
        var before = new SrtpContext(oldKey);
        Assert.Equal(SrtpStatus.Ok, before.Unprotect(Packet(_oldSender, 1), out _));
        _receiver = new SrtpContext(newKey);
        _receiver.TakeOverFrom(before);
    }

    [Fact]
    public void Packets_under_the_old_key_are_taken_until_the_first_under_the_new()
    {
        var plain = TestPackets.Rtp(1, 2);
        var packet = Packet(_oldSender, 2);
        var copy = (byte[])packet.Clone();
        Assert.Equal(SrtpStatus.Ok, _receiver.Unprotect(packet, out var length));
        Assert.Equal(plain, packet[..length]);
        Assert.NotEqual(SrtpStatus.Ok, _receiver.Unprotect(copy, out _)); // and once
        Assert.Equal(SrtpStatus.Ok, _receiver.Verify(Packet(_oldSender, 3)));
        Assert.Equal(SrtpStatus.Ok, _receiver.UnprotectRtcp(Report(_oldSender), out length));
        Assert.Equal(44, length);
        Assert.Equal(SrtpStatus.Ok, _receiver.VerifyRtcp(Report(_oldSender)));

        Assert.Equal(SrtpStatus.Ok, _receiver.Unprotect(Packet(_newSender, 4), out _));
        Assert.Equal(SrtpStatus.BadAuthentication, _receiver.Unprotect(Packet(_oldSender, 5), out _));
        Assert.Equal(SrtpStatus.BadAuthentication, _receiver.UnprotectRtcp(Report(_oldSender), out _));
    }

    [Fact]
    public void A_report_under_the_new_key_ends_the_old_one_too()
    {
        Assert.Equal(SrtpStatus.Ok, _receiver.UnprotectRtcp(Report(_newSender), out _));
        Assert.Equal(SrtpStatus.BadAuthentication, _receiver.Unprotect(Packet(_oldSender, 2), out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_that_never_changes_is_heard_for_five_hundred_packets(bool reports)
    {
        var heard = 0;
        for (var i = 2; i < 1000; i++)
        {
            var status = reports
                ? _receiver.UnprotectRtcp(Report(_oldSender), out _)
                : _receiver.Unprotect(Packet(_oldSender, i), out _);
            heard += status == SrtpStatus.Ok ? 1 : 0;
        }

        Assert.Equal(500, heard);
        Assert.Equal(SrtpStatus.Ok, _receiver.Unprotect(Packet(_newSender, 1), out _));
    }

    [Fact]
    public void A_key_before_the_one_before_is_forgotten()
    {
        var third = new SrtpContext(SrtpKey.Random(SrtpSuite.AesCm256HmacSha1_80));
        third.TakeOverFrom(_receiver);
        Assert.Equal(SrtpStatus.Ok, third.Unprotect(Packet(_newSender, 1), out _));
        Assert.NotEqual(SrtpStatus.Ok, third.Unprotect(Packet(_oldSender, 2), out _));
    }

    [Fact]
    public void A_batch_takes_both_and_no_forgery()
    {
        const int room = 2048;
        var batch = new SrtpBatch(4);
        var memory = (byte*)NativeMemory.AllocZeroed(4 * room);
        var forged = Packet(_oldSender, 3);
        forged[20] ^= 1;
        byte[][] packets = [Packet(_oldSender, 2), forged, Packet(_oldSender, 4), Packet(_newSender, 5)];
        for (var i = 0; i < packets.Length; i++)
        {
            packets[i].CopyTo(new Span<byte>(memory + (i * room), room));
            batch.Add(_receiver, memory + (i * room), packets[i].Length, verifyOnly: i == 2);
        }

        batch.Unprotect();
        Assert.Equal(SrtpStatus.Ok, batch.Result(0, out var length));
        Assert.Equal(TestPackets.Rtp(1, 2), new ReadOnlySpan<byte>(memory, length));
        Assert.Equal(SrtpStatus.BadAuthentication, batch.Result(1, out _));
        Assert.Equal(SrtpStatus.Ok, batch.Result(2, out length));
        Assert.Equal(packets[2], new ReadOnlySpan<byte>(memory + (2 * room), length));
        Assert.Equal(SrtpStatus.Ok, batch.Result(3, out length));
        Assert.Equal(TestPackets.Rtp(1, 5), new ReadOnlySpan<byte>(memory + (3 * room), length));
        NativeMemory.Free(memory);
    }

    private static byte[] Packet(SrtpContext sender, int sequence)
    {
        var packet = TestPackets.WithRoom(TestPackets.Rtp(1, (ushort)sequence));
        Assert.Equal(SrtpStatus.Ok, sender.Protect(packet, 172, out var length));
        return packet[..length];
    }

    private static byte[] Report(SrtpContext sender)
    {
        var packet = TestPackets.WithRoom(TestPackets.SenderReport(1, 1));
        Assert.Equal(SrtpStatus.Ok, sender.ProtectRtcp(packet, 44, out var length));
        return packet[..length];
    }
}
