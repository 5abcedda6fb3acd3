using System.Net;
using System.Text;
using SipEdge.Media.Ice;

namespace SipEdge.Media.Tests.Ice;

/// <summary>RFC 5769 §2.1 to §2.3, the vectors with short-term credentials; ICE has no long-term ones.</summary>
public sealed class Rfc5769VectorTests
{
    private static readonly byte[] Password = Encoding.ASCII.GetBytes("VOkJxbRl1RmTxUk/WvJxBt");

    private static readonly byte[] TransactionId = Convert.FromHexString("b7e7a701bc34d686fa87dfae");

    private static readonly byte[] Request = Convert.FromHexString(
        "000100582112a442b7e7a701bc34d686fa87dfae"
        + "802200105354554e207465737420636c69656e74"
        + "002400046e0001ff"
        + "80290008932ff9b151263b36"
        + "000600096576746a3a68367659202020"
        + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
        + "80280004e57a3bcf");

    private static readonly byte[] Ipv4Response = Convert.FromHexString(
        "0101003c2112a442b7e7a701bc34d686fa87dfae"
        + "8022000b7465737420766563746f7220"
        + "002000080001a147e112a643"
        + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
        + "80280004c07d4c96");

    private static readonly byte[] Ipv6Response = Convert.FromHexString(
        "010100482112a442b7e7a701bc34d686fa87dfae"
        + "8022000b7465737420766563746f7220"
        + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
        + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
        + "80280004c8fb0b4c");

    [Fact]
    public void The_sample_request_is_read_and_proves_itself()
    {
        Assert.Equal(StunStatus.Ok, StunMessage.Read(Request, out var message));

        Assert.Equal(StunClass.Request, message.Class);
        Assert.Equal(TransactionId, message.TransactionId);
        Assert.Equal("evtj:h6vY"u8, message.Username);
        Assert.Equal(0x6E0001FFu, message.Priority);
        Assert.True(message.HasControlled);
        Assert.False(message.HasControlling);
        Assert.False(message.UseCandidate);
        Assert.True(message.HasRightFingerprint());
        Assert.True(message.IsAuthentic(Password));
        Assert.False(message.IsAuthentic("VOkJxbRl1RmTxUk/WvJxBu"u8));
    }

    [Fact]
    public void The_sample_responses_tell_the_mapped_address()
    {
        foreach (var (response, address) in new[]
        {
            (Ipv4Response, "::ffff:192.0.2.1"), (Ipv6Response, "2001:db8:1234:5678:11:2233:4455:6677"),
        })
        {
            Assert.Equal(StunStatus.Ok, StunMessage.Read(response, out var message));
            Assert.Equal(StunClass.Response, message.Class);
            Assert.Equal(Address(address), message.MappedAddress);
            Assert.Equal(32853, message.MappedPort);
            Assert.True(message.HasRightFingerprint());
            Assert.True(message.IsAuthentic(Password));
        }
    }

    [Theory]
    [InlineData("::ffff:192.0.2.1", false)]
    [InlineData("2001:db8:1234:5678:11:2233:4455:6677", true)]
    public void The_writer_makes_the_sample_responses(string address, bool ipv6)
    {
        var expected = ipv6 ? Ipv6Response : Ipv4Response;
        Span<byte> buffer = stackalloc byte[128];

        // The vectors pad SOFTWARE with a space where we write zeros, so it goes in with its padding counted.
        var writer = new StunWriter(buffer, StunWriter.Response, TransactionId);
        writer.Add((StunAttribute)0x8022, "test vector "u8);
        buffer[23] = 11;
        writer.AddMappedAddress(Address(address), 32853);
        writer.AddIntegrity(Password);
        writer.AddFingerprint();

        Assert.Equal(expected, buffer[..writer.Length].ToArray());
    }

    [Fact]
    public void A_single_changed_bit_is_seen_by_fingerprint_or_reading()
    {
        for (var bit = 0; bit < Request.Length * 8; bit++)
        {
            var changed = (byte[])Request.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(StunMessage.Read(changed, out var message) == StunStatus.Ok && message.HasRightFingerprint());
        }
    }

    private static UInt128 Address(string text) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(IPAddress.Parse(text).GetAddressBytes());
}
