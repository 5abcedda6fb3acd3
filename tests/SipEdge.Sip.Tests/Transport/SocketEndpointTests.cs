using System.Net;
using System.Text;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Tests.Transport;

public class SocketEndpointTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1:5060")]
    [InlineData("0.0.0.0", "0.0.0.0:5060")]
    [InlineData("255.255.255.255", "255.255.255.255:5060")]
    [InlineData("::", "[::]:5060")]
    [InlineData("::1", "[::1]:5060")]
    [InlineData("[2001:db8::1]", "[2001:db8::1]:5060")]
    [InlineData("2001:DB8:0:0:1:0:0:1", "[2001:db8::1:0:0:1]:5060")]
    [InlineData("2001:db8:0:1:1:1:1:1", "[2001:db8:0:1:1:1:1:1]:5060")]
    [InlineData("1::", "[1::]:5060")]
    [InlineData("1:2:3:4:5:6:7:8", "[1:2:3:4:5:6:7:8]:5060")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1:5060")]
    [InlineData("64:ff9b::192.0.2.33", "[64:ff9b::c000:221]:5060")]
    public void An_address_is_read_and_written_in_its_shortest_form(string text, string written)
    {
        Assert.True(SocketEndpoint.TryParseHost(Encoding.ASCII.GetBytes(text), 5060, out var endpoint));
        Assert.Equal(written, endpoint.ToString());
        Assert.Equal(endpoint, SocketEndpoint.From(IPEndPoint.Parse(written)));
        Assert.Equal(endpoint, SocketEndpoint.From(endpoint.ToIPEndPoint()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.04")]
    [InlineData("1.2.3.4 ")]
    [InlineData("[1.2.3.4]")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7::8")]
    [InlineData("12345::")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("fe80::1%eth0")]
    [InlineData("1:")]
    [InlineData(":1:2:3:4:5:6:7:8")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.False(SocketEndpoint.TryParseHost(Encoding.ASCII.GetBytes(text), 5060, out _));

    [Fact]
    public void Random_addresses_survive_text_and_agree_with_the_framework()
    {
        var random = new Random(11);
        var bytes = new byte[16];
        for (var round = 0; round < 5000; round++)
        {
            random.NextBytes(bytes);
            for (var zero = random.Next(12); zero > 0; zero--)
            {
                bytes[random.Next(16)] = 0;
            }

            var framework = new IPAddress(bytes);
            var endpoint = SocketEndpoint.From(framework, 1);
            Assert.Equal(new IPEndPoint(framework, 1).ToString(), endpoint.ToString());
            Assert.True(SocketEndpoint.TryParseHost(Encoding.ASCII.GetBytes(framework.ToString()), 1, out var read));
            Assert.Equal(endpoint, read);
        }
    }

    [Theory]
    [InlineData("127.8.9.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("128.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    public void Loopback_is_recognised(string text, bool loopback)
    {
        Assert.True(SocketEndpoint.TryParseHost(Encoding.ASCII.GetBytes(text), 1, out var endpoint));
        Assert.Equal(loopback, endpoint.IsLoopback);
    }

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("ff02::1", false)]
    public void What_is_nobodys_address_is_told_from_a_peers(string text, bool unicast)
    {
        Assert.True(SocketEndpoint.TryParseHost(Encoding.ASCII.GetBytes(text), 1, out var endpoint));
        Assert.Equal(unicast, endpoint.IsUnicast);
    }

    [Fact]
    public void A_buffer_that_is_too_short_is_refused_and_not_overrun()
    {
        Assert.True(SocketEndpoint.TryParseHost("2001:db8::1"u8, 65_535, out var endpoint));
        var text = endpoint.ToString();
        for (var length = 0; length < text.Length; length++)
        {
            Assert.False(endpoint.TryFormat(new byte[length], out _));
        }

        Assert.True(endpoint.TryFormat(new byte[text.Length], out _));
    }
}
