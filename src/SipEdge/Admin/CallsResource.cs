using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>GET /calls: the live calls, oldest first.</summary>
internal static class CallsResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge) => routes.MapGet("/calls",
        async (HttpContext context) =>
        await context.Response.WriteAsJsonAsync(
            await edge.CallsAsync(context.RequestAborted).ConfigureAwait(false),
            AdminJson.Default.IReadOnlyListCallReport,
            cancellationToken: context.RequestAborted).ConfigureAwait(false));
}
