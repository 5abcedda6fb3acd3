using System.Text;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Tests.Configuration;
using SipEdge.Core.Tests.Network;
using SipEdge.Media.Negotiation;
using SipEdge.Media.Relay;

namespace SipEdge.Core.Tests.Calls;

/// <summary>Which addresses of a description the edge sends media to.</summary>
public sealed class MediaAddressRuleTests
{
    // 10.0.0.1 is the edge's; its relay has the ports from 10,000 to 29,999 there, its listeners 5060 and 5061.
    private static readonly OwnPlaces Own =
        ModelCompiler.Compile(EdgeScenario.Options(), TestOptions.SecretsOf(EdgeScenario.Options()), ConfigPositions.None).Media.Own;

    [Theory]
    [InlineData("8.8.4.4", "8.8.8.8", "taken", "taken", "taken")]
    [InlineData("8.8.8.8", "8.8.8.8", "taken", "taken", "taken")]
    [InlineData("192.168.1.5", "8.8.8.8", "learned", "taken", "refused")]
    [InlineData("100.64.0.9", "8.8.8.8", "learned", "taken", "refused")]
    [InlineData("169.254.1.1", "8.8.8.8", "learned", "taken", "refused")]
    [InlineData("198.51.100.7", "8.8.8.8", "learned", "taken", "refused")]
    [InlineData("fd00::1", "2600::1", "learned", "taken", "refused")]
    [InlineData("192.168.1.5", "192.168.1.5", "taken", "taken", "refused")]
    [InlineData("192.168.1.5", "10.9.9.9", "taken", "taken", "refused")]
    [InlineData("8.8.8.8", "10.9.9.9", "taken", "taken", "taken")]
    [InlineData("127.0.0.1", "8.8.8.8", "refused", "refused", "refused")]
    [InlineData("::1", "2600::1", "refused", "refused", "refused")]
    [InlineData("127.0.0.1", "127.0.0.1", "taken", "taken", "refused")]
    [InlineData("127.0.0.2", "127.0.0.1", "taken", "taken", "refused")]
    [InlineData("224.0.1.75", "8.8.8.8", "refused", "refused", "refused")]
    [InlineData("255.255.255.255", "10.9.9.9", "refused", "refused", "refused")]
    [InlineData("ff02::1", "2600::1", "refused", "refused", "refused")]
    [InlineData("64:ff9b::c0a8:105", "2600::1", "learned", "taken", "refused")]
    public void An_address_is_taken_learned_instead_or_refused(
        string described, string source, string automatic, string any, string open)
    {
        Assert.Equal(automatic, Decide(described, 4000, source, SdpAddressMode.Auto));
        Assert.Equal(any, Decide(described, 4000, source, SdpAddressMode.Any));
        Assert.Equal(open, Decide(described, 4000, source, SdpAddressMode.Public));
    }

    [Theory]
    [InlineData("10.0.0.1", 10_000, "taken")]
    [InlineData("10.0.0.1", 29_999, "taken")]
    [InlineData("10.0.0.1", 5060, "refused")]
    [InlineData("10.0.0.1", 5061, "refused")]
    [InlineData("10.0.0.1", 40_000, "taken")]
    [InlineData("::ffff:10.0.0.1", 5060, "refused")]
    [InlineData("10.0.0.2", 10_000, "taken")]
    public void The_edges_listeners_are_refused_whatever_is_configured_and_its_media_ports_are_for_the_relay_to_judge(string described, ushort port, string expected)
    {
        Assert.Equal(expected, Decide(described, port, "10.0.0.1", SdpAddressMode.Any));
        Assert.Equal(expected, Decide(described, port, "10.0.0.7", SdpAddressMode.Auto));
    }

    [Theory]
    [InlineData(SdpAddressMode.Auto)]
    [InlineData(SdpAddressMode.Public)]
    public void A_call_that_comes_back_may_name_a_private_media_port_of_ours_whoever_brings_it(SdpAddressMode mode) =>
        Assert.Equal("taken", Decide("10.0.0.1", 10_000, "8.8.8.8", mode));

    [Fact]
    public void Where_nothing_may_be_learned_a_private_address_of_a_public_peer_is_refused()
    {
        var rules = Rules(SdpAddressMode.Auto, new LegPolicy { Nat = NatMode.No });
        Assert.Equal(MediaAddressVerdict.Refused,
            MediaAddressRule.Decide(At("192.168.1.5", 4000), At("8.8.8.8", 0).Address, rules, Own).Verdict);
        rules = Rules(SdpAddressMode.Auto, new LegPolicy { Direct = true });
        Assert.Equal(MediaAddressVerdict.Refused,
            MediaAddressRule.Decide(At("192.168.1.5", 4000), At("8.8.8.8", 0).Address, rules, Own).Verdict);
    }

    [Theory]
    [InlineData("8.8.8.8", "192.168.1.5", "8.8.8.8", "8.8.8.8", LatchMode.Off)]
    [InlineData("192.168.1.5", "192.168.1.6", "8.8.8.8", "8.8.8.8", LatchMode.Learn)]
    [InlineData("192.168.1.5", "8.8.4.4", "8.8.8.8", "8.8.4.4", LatchMode.Learn)]
    [InlineData("8.8.4.4", "8.8.4.4", "8.8.4.4", "8.8.4.4", LatchMode.Off)]
    public void Neither_rtp_nor_rtcp_goes_to_an_address_that_is_not_believed(
        string rtp, string rtcp, string rtpGoes, string rtcpGoes, LatchMode latch)
    {
        var settings = new StreamSettings(At(rtp, 4000), At(rtcp, 161), default, default, LatchMode.Off);
        var believed = MediaAddressRule.Believe(
            settings, At("8.8.8.8", 0).Address, Rules(SdpAddressMode.Auto, LegPolicy.Default), Own);
        Assert.Equal((At(rtpGoes, 4000), At(rtcpGoes, 161), latch), (believed.Remote, believed.RemoteRtcp, believed.Latch));
    }

    private static string Decide(string described, ushort port, string source, SdpAddressMode mode) =>
        MediaAddressRule.Decide(At(described, port), At(source, 0).Address, Rules(mode, LegPolicy.Default), Own).Verdict switch
        {
            MediaAddressVerdict.Taken => "taken",
            MediaAddressVerdict.NotBelieved => "learned",
            _ => "refused",
        };

    private static MediaRules Rules(SdpAddressMode mode, LegPolicy leg) => new()
    {
        Leg = leg,
        SdpAddresses = mode,
        NoMedia = TimeSpan.Zero,
        Silence = TimeSpan.Zero,
        TimeoutAction = MediaTimeoutAction.Report,
    };

    private static MediaEndpoint At(string host, ushort port)
    {
        Assert.True(MediaEndpoint.TryParse(Encoding.ASCII.GetBytes(host), port, out var endpoint));
        return endpoint;
    }
}
