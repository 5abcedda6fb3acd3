using System.Net;
using System.Text;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

public sealed class MediaEndpointTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1:5")]
    [InlineData("255.255.255.255", "255.255.255.255:5")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1:5")]
    [InlineData("::", "[::]:5")]
    [InlineData("::1", "[::1]:5")]
    [InlineData("[2001:DB8::1]", "[2001:db8::1]:5")]
    [InlineData("2001:db8:0:0:1:0:0:1", "[2001:db8::1:0:0:1]:5")]
    [InlineData("2001:db8:0:1:1:1:1:1", "[2001:db8:0:1:1:1:1:1]:5")]
    [InlineData("fe80:0:0:0:0:0:0:0", "[fe80::]:5")]
    [InlineData("64:ff9b::192.0.2.33", "[64:ff9b::c000:221]:5")]
    [InlineData("1:2:3:4:5:6:7:8", "[1:2:3:4:5:6:7:8]:5")]
    public void Addresses_are_read_and_written_as_RFC_5952_wants(string text, string expected)
    {
        Assert.True(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(text), 5, out var endpoint));
        Assert.Equal(expected, endpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1..3.4")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("12345::")]
    [InlineData("::g")]
    [InlineData("fe80::1%eth0")]
    [InlineData("1:")]
    [InlineData("::1.2.3")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("example.com")]
    public void What_is_not_a_numeric_address_is_refused(string text) =>
        Assert.False(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(text), 5, out _));

    /// <summary>The framework's own reader and writer are the oracle.</summary>
    [Fact]
    public void Random_addresses_agree_with_the_framework()
    {
        var random = new Random(7);
        var bytes = new byte[16];
        for (var i = 0; i < 20_000; i++)
        {
            for (var at = 0; at < 16; at++)
            {
                bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)0;
            }

            bytes[0] |= 0x20; // away from the ranges that the framework writes with a dotted tail
            var address = new IPAddress(bytes);
            Assert.True(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(address.ToString()), 1, out var endpoint));
            Assert.Equal($"[{address}]:1", endpoint.ToString());
        }
    }
}
