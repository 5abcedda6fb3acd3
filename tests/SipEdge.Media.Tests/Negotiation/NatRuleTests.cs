using System.Text;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Negotiation;

public sealed class NatRuleTests
{
    [Theory]
    [InlineData(NatMode.Yes, "203.0.112.9", "203.0.112.9", LatchMode.Learn)]
    [InlineData(NatMode.No, "10.0.0.9", "8.8.8.8", LatchMode.Off)]
    [InlineData(NatMode.Auto, "8.8.4.4", "8.8.8.8", LatchMode.Off)] // a carrier's media gateway beside its proxy
    [InlineData(NatMode.Auto, "10.0.0.9", "10.0.0.9", LatchMode.Off)] // a PBX in our own network
    [InlineData(NatMode.Auto, "10.0.0.9", "8.8.8.8", LatchMode.Learn)] // a phone behind a NAT that does not know
    [InlineData(NatMode.Auto, "10.0.0.9", "10.0.0.1", LatchMode.Learn)]
    [InlineData(NatMode.Auto, "8.8.8.8", "10.0.0.1", LatchMode.Learn)] // signalling through a tunnel
    [InlineData(NatMode.Auto, "fd00::9", "2a00:1450::1", LatchMode.Learn)]
    [InlineData(NatMode.Auto, "::ffff:8.8.8.8", "8.8.8.8", LatchMode.Off)]
    public void Learning_follows_the_policy_and_the_addresses(NatMode mode, string signalled, string source, LatchMode expected) =>
        Assert.Equal(expected, NatRule.Decide(mode, Address(signalled), Address(source)));

    [Theory]
    [InlineData("8.8.8.8", AddressClass.Global)]
    [InlineData("9.255.255.255", AddressClass.Global)]
    [InlineData("10.0.0.0", AddressClass.Private)]
    [InlineData("172.15.255.255", AddressClass.Global)]
    [InlineData("172.16.0.0", AddressClass.Private)]
    [InlineData("172.31.255.255", AddressClass.Private)]
    [InlineData("172.32.0.0", AddressClass.Global)]
    [InlineData("192.168.1.1", AddressClass.Private)]
    [InlineData("100.63.255.255", AddressClass.Global)]
    [InlineData("100.64.0.0", AddressClass.Private)]
    [InlineData("100.127.255.255", AddressClass.Private)]
    [InlineData("100.128.0.0", AddressClass.Global)]
    [InlineData("127.0.0.1", AddressClass.Loopback)]
    [InlineData("169.254.1.1", AddressClass.LinkLocal)]
    [InlineData("0.0.0.0", AddressClass.Unspecified)]
    [InlineData("0.1.2.3", AddressClass.Reserved)]
    [InlineData("192.0.2.1", AddressClass.Reserved)]
    [InlineData("198.17.255.255", AddressClass.Global)]
    [InlineData("198.18.0.0", AddressClass.Reserved)]
    [InlineData("198.19.255.255", AddressClass.Reserved)]
    [InlineData("198.20.0.0", AddressClass.Global)]
    [InlineData("198.51.100.1", AddressClass.Reserved)]
    [InlineData("203.0.113.1", AddressClass.Reserved)]
    [InlineData("224.0.0.1", AddressClass.Multicast)]
    [InlineData("239.255.255.255", AddressClass.Multicast)]
    [InlineData("240.0.0.1", AddressClass.Reserved)]
    [InlineData("255.255.255.255", AddressClass.Reserved)]
    [InlineData("::", AddressClass.Unspecified)]
    [InlineData("::1", AddressClass.Loopback)]
    [InlineData("::ffff:10.1.1.1", AddressClass.Private)]
    [InlineData("64:ff9b::10.1.1.1", AddressClass.Private)]
    [InlineData("64:ff9b::8.8.8.8", AddressClass.Global)]
    [InlineData("2002:a01:101::1", AddressClass.Private)]
    [InlineData("2001:db8::1", AddressClass.Reserved)]
    [InlineData("2001::1", AddressClass.Reserved)]
    [InlineData("2001:4860:4860::8888", AddressClass.Global)]
    [InlineData("3fff::1", AddressClass.Reserved)]
    [InlineData("fc00::1", AddressClass.Private)]
    [InlineData("fdff::1", AddressClass.Private)]
    [InlineData("fe80::1", AddressClass.LinkLocal)]
    [InlineData("fec0::1", AddressClass.Private)]
    [InlineData("ff02::1", AddressClass.Multicast)]
    [InlineData("4000::1", AddressClass.Reserved)]
    [InlineData("::8.8.8.8", AddressClass.Reserved)]
    public void Addresses_are_sorted_by_their_registries(string text, AddressClass expected) =>
        Assert.Equal(expected, AddressClasses.Of(Address(text)));

    private static UInt128 Address(string text)
    {
        Assert.True(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(text), 0, out var endpoint));
        return endpoint.Address;
    }
}
