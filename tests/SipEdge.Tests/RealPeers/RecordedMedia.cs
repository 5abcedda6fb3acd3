using System.Text.Json;

namespace SipEdge.Tests.RealPeers;

internal static class RecordedMedia
{
    /// <summary>
    /// Of a call's record: nothing was lost and each side's audio is rated as good. A busy machine sends late, which the estimate
    /// holds against the stream, and rightly: then the rating says nothing of the edge.
    /// </summary>
    public static void HasSoundMedia(this JsonElement record, params string[] sides)
    {
        foreach (var side in sides)
        {
            var media = record.GetProperty(side);
            Assert.Equal(0, media.GetProperty("lost").GetInt64());
            var rating = media.GetProperty("mos").GetDouble();
            Assert.True(rating is > 4 and <= 4.41 || media.GetProperty("late").GetInt64() > 0, $"MOS {rating}: {media}");
        }
    }
}
