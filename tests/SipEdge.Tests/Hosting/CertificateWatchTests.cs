using SipEdge.Hosting;

namespace SipEdge.Tests.Hosting;

public sealed class CertificateWatchTests
{
    [Theory]
    [InlineData(31, null)]
    [InlineData(30, 30)]
    [InlineData(15, 30)]
    [InlineData(14, 14)]
    [InlineData(7, 7)]
    [InlineData(2, 7)]
    [InlineData(1, 1)]
    [InlineData(0.5, 1)]
    [InlineData(0, 0)]
    [InlineData(-3, 0)]
    public void Somebody_is_told_at_thirty_fourteen_and_seven_days_at_one_and_when_it_is_over(double days, int? mark) =>
        Assert.Equal(mark, CertificateWatch.MarkOf(TimeSpan.FromDays(days)));
}
