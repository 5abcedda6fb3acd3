using SipEdge.Media.Relay;

namespace SipEdge.Media.Tests.Relay;

public sealed class StreamSettingsTests
{
    [Fact]
    public void What_is_not_said_means_plain_RTP_that_is_sent_and_carries_no_events()
    {
        var settings = default(StreamSettings);
        Assert.Equal((255, 255, true), (settings.EventPayload, settings.SendEventPayload, settings.Sends));
        var said = settings with { EventPayload = 101, SendEventPayload = 0, Sends = false };
        Assert.Equal((101, 0, false), (said.EventPayload, said.SendEventPayload, said.Sends));
        Assert.NotEqual(settings, said);
        Assert.Equal(settings, said with { EventPayload = 255, SendEventPayload = 255, Sends = true });
    }

    [Fact]
    public void A_payload_map_changes_what_it_names()
    {
        var map = new PayloadMap([(101, 96), (96, PayloadMap.Drop), (0, 8)]);
        Assert.Equal((96, PayloadMap.Drop, 8, 9, 127), (map[101], map[96], map[0], map[9], map[127]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PayloadMap([(128, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PayloadMap([(0, 128)]));
    }
}
