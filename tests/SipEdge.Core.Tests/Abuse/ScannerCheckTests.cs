using System.Text;
using SipEdge.Core.Abuse;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Tests.Abuse;

public sealed class ScannerCheckTests
{
    [Theory]
    [InlineData("User-Agent: friendly-scanner\r\n", "", "friendly-scanner")]
    [InlineData("User-Agent: FRIENDLY-Scanner\r\n", "", "friendly-scanner")]
    [InlineData("User-Agent: sipcli/v1.8\r\n", "", "sipcli")]
    [InlineData("User-Agent: X VaxSIPUserAgent/3.5\r\n", "", "VaxSIPUserAgent")]
    [InlineData("", "\"sipvicious\"", "sipvicious")]
    [InlineData("User-Agent: Yealink SIP-T46U 108.86\r\n", "\"Friendly Carl\"", null)]
    [InlineData("User-Agent: friendly-scanne\r\n", "", null)]
    [InlineData("", "", null)]
    public void A_stranger_is_taken_at_its_word(string header, string display, string? found)
    {
        Assert.Equal(found, Find(header, display, AbuseFixture.StrangerAddress, AbuseFixture.Compile()));
        Assert.Null(Find(header, display, AbuseFixture.KnownAddress, AbuseFixture.Compile()));
        Assert.Null(Find(header, display, AbuseFixture.TrunkAddress, AbuseFixture.Compile()));
    }

    [Fact]
    public void The_list_is_the_operators()
    {
        Assert.Equal(
            "MyProbe", Find("User-Agent: a myprobe 1\r\n", "", AbuseFixture.StrangerAddress,
                AbuseFixture.Compile(new SecurityOptions { Scanners = ["MyProbe"] })));
        Assert.Null(Find("User-Agent: friendly-scanner\r\n", "", AbuseFixture.StrangerAddress,
            AbuseFixture.Compile(new SecurityOptions { Scanners = [] })));
    }

    [Fact]
    public void The_check_allocates_nothing()
    {
        var model = AbuseFixture.Compile();
        var message = Message("User-Agent: Fanvil X4U ffff\r\n", "\"Farah\"");
        var slots = new HeaderSlot[SipParser.MaxHeaders];
        var source = AbuseFixture.Udp(AbuseFixture.StrangerAddress);
        Allocations.AssertNone(() =>
        {
            SipParser.Parse(message, slots, ParseLimits.Default, out var view);
            Assert.Null(ScannerCheck.Find(view, source, model));
        });
    }

    private static string? Find(string header, string display, string address, EdgeModel model)
    {
        var slots = new HeaderSlot[SipParser.MaxHeaders];
        SipParser.Parse(Message(header, display), slots, ParseLimits.Default, out var view);
        return ScannerCheck.Find(view, AbuseFixture.Udp(address), model) is { } scanner ? Encoding.ASCII.GetString(scanner.Name) : null;
    }

    private static byte[] Message(string header, string display) => Encoding.ASCII.GetBytes(
        "OPTIONS sip:100@example.net SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKscan\r\nMax-Forwards: 70\r\n"
        + $"From: {display}<sip:100@1.1.1.1>;tag=1\r\nTo: <sip:100@example.net>\r\nCall-ID: scan\r\nCSeq: 1 OPTIONS\r\n{header}"
        + "Content-Length: 0\r\n\r\n");
}
