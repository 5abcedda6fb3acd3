using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

public sealed class ConfigureOrderTests
{
    /// <summary>Also while the loop is in the middle of other packets: before, three of a thousand met the settings of before.</summary>
    [Fact]
    public void A_packet_that_is_sent_after_its_side_was_configured_is_taken()
    {
        using var fixture = new RelayFixture();
        var phone = fixture.NewPhone();
        for (var i = 0; i < 2_000; i++)
        {
            var (id, port, _) = fixture.Open(echo: true);
            fixture.Plane.Configure(id, MediaSide.A, phone.Plain());
            phone.SendRtp(TestPackets.Rtp(1, 1), port);
            Assert.Equal(TestPackets.Rtp(1, 1), phone.ReceiveRtp());
            Assert.True(fixture.Plane.Close(id, out _));
        }
    }
}
